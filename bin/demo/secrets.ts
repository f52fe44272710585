import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { DEMO_ENV_FILE, readEnvFile } from "../lib/env-file.ts";

/**
 * The demo's secrets: made once, readable by their owner alone.
 * @returns the variables; those that the environment already has keep their value there
 */
export function demoSecrets(): Record<string, string> {
  if (process.env.APP_SECRET && process.env.PLATFORM_WEBHOOK_SECRET) return {};
  if (!existsSync(DEMO_ENV_FILE)) {
    mkdirSync(dirname(DEMO_ENV_FILE), { recursive: true });
    const lines = [
      "# Secrets of the demo on this machine. npm start made them; deleting this file makes new ones.",
      `APP_SECRET=${randomBytes(32).toString("base64url")}`,
      `PLATFORM_WEBHOOK_SECRET=whsec_${randomBytes(32).toString("base64")}`,
    ];
    writeFileSync(DEMO_ENV_FILE, `${lines.join("\n")}\n`, { mode: 0o600 });
  }
  return readEnvFile(DEMO_ENV_FILE);
}
