import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from "node:fs";

/** What the production build is made of. */
const sources = ["app/**", "server/**", "db/**", "public/**", "*.ts", "*.mjs", "*.json"];
const STAMP = ".next/BUILD_SOURCES";

/**
 * Builds the pages unless the build that is there was made from the same sources.
 * @returns false when the build failed; what it said stands on the terminal
 */
export function ensureBuilt(announce: () => void): boolean {
  const fingerprint = sourceFingerprint();
  const stamped = existsSync(STAMP) && existsSync(".next/BUILD_ID") ? readFileSync(STAMP, "utf8") : "";
  if (stamped === fingerprint) return true;
  announce();
  const run = spawnSync("next", ["build"], {
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (run.status !== 0) return false;
  writeFileSync(STAMP, fingerprint);
  return true;
}

function sourceFingerprint(): string {
  const hash = createHash("sha256");
  const files = globSync(sources, { exclude: (path) => /\.test\.tsx?$|^next-env\.d\.ts$|\.tsbuildinfo$/.test(path) });
  for (const file of files.sort()) {
    if (!statSync(file).isFile()) continue;
    hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}
