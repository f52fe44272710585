import { BadEnvironment, type Env, env } from "#server/core/env.ts";

const loopback = new Set(["127.0.0.1", "::1", "[::1]", "localhost"]);

/** The settings of a command. Bad ones end the process, with one line each on stderr. */
export function commandEnv(): Env {
  try {
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

/** The demo's passwords are public: it must never be reachable from outside. @returns what is wrong */
function demoOnPublicHost({ DEMO, HOST, APP_URL }: Env): string | undefined {
  if (!DEMO) return undefined;
  if (!loopback.has(HOST)) return `HOST must be 127.0.0.1 in the demo (DEMO=on), not ${HOST}`;
  const host = new URL(APP_URL).hostname;
  return loopback.has(host) ? undefined : `APP_URL must be on 127.0.0.1 in the demo (DEMO=on), not ${host}`;
}
