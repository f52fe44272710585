import { existsSync, readFileSync } from "node:fs";

export const DEMO_ENV_FILE = "data/demo.env";

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

/**
 * For commands beside a running demo: with neither a secret nor an `.env` set, they take the secrets that `npm start`
 * made, so that they work there with nothing set at all.
 */
export function loadDemoSecrets(): void {
  if (process.env.APP_SECRET || existsSync(".env") || !existsSync(DEMO_ENV_FILE)) return;
  for (const [name, value] of Object.entries(readEnvFile(DEMO_ENV_FILE))) process.env[name] ??= value;
}
