import { existsSync, readFileSync } from "node:fs";
import { BadEnvironment, type Env, env } from "#server/core/env.ts";

export const DEMO_ENV_FILE = "data/demo.env";
const loopback = new Set(["127.0.0.1", "::1", "[::1]", "localhost"]);

/**
 * The settings of a command. Reads `.env` first when there is one (what is set already wins), as Next.js does. A bad
 * setting ends the process with one line each on stderr.
 */
export function commandEnv(): Env {
  try {
    if (existsSync(".env")) process.loadEnvFile(".env");
    const settings = env();
    const publicDemo = demoOnPublicHost(settings);
    if (publicDemo) throw new BadEnvironment([publicDemo]);
    return settings;
  } catch (error) {
    if (!(error instanceof BadEnvironment)) throw error;
    for (const line of error.lines) console.error(line);
    process.exit(1);
  }
}

/** The demo's passwords are printed in its README: it must never be reachable from outside. @returns what is wrong */
function demoOnPublicHost({ DEMO, HOST, APP_URL }: Env): string | undefined {
  if (!DEMO) return undefined;
  if (!loopback.has(HOST)) return `HOST must be 127.0.0.1 in the demo (DEMO=on), not ${HOST}`;
  const host = new URL(APP_URL).hostname;
  return loopback.has(host) ? undefined : `APP_URL must be on 127.0.0.1 in the demo (DEMO=on), not ${host}`;
}

/**
 * For commands beside a running demo, so that `npm run admin` works there with nothing set: takes the secrets that
 * `npm start` made, unless the environment brings its own.
 */
export function loadDemoSecrets(): void {
  if (process.env.APP_SECRET || existsSync(".env") || !existsSync(DEMO_ENV_FILE)) return;
  for (const [name, value] of Object.entries(readEnvFile(DEMO_ENV_FILE))) process.env[name] ??= value;
}

/** Reads `NAME=value` lines. */
export function readEnvFile(path: string): Record<string, string> {
  const lines = readFileSync(path, "utf8").split("\n");
  return Object.fromEntries(
    lines.flatMap((line) => {
      const at = line.indexOf("=");
      return at > 0 && !line.startsWith("#") ? [[line.slice(0, at).trim(), line.slice(at + 1).trim()]] : [];
    }),
  );
}
