import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { compressAssets } from "./brotli.ts";

/** What the production build is made of. */
const sources = [
  "{app,server,db,bin/lib,public}/**",
  "{instrumentation,instrumentation-client,proxy}.ts",
  "{next,postcss}.config.mjs",
  "{package-lock,tsconfig}.json",
];
const STAMP = ".next/BUILD_SOURCES";

/**
 * Builds the pages unless the build that is there was made from the same sources.
 * @returns false when the build failed; what it said stands on the terminal
 */
export function ensureBuilt(announce: () => void): boolean {
  if (isBuilt()) return true;
  announce();
  return build();
}

/** Builds the pages and notes from what. */
export function build(): boolean {
  const fingerprint = sourceFingerprint();
  rmSync(STAMP, { force: true });
  // What the engine made of the code of other builds.
  rmSync(".next/cache/node", { recursive: true, force: true });
  const run = spawnSync("next", ["build"], {
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (run.status !== 0) return false;
  compressAssets();
  writeFileSync(STAMP, fingerprint);
  return true;
}

function isBuilt(): boolean {
  if (!existsSync(STAMP) || !existsSync(".next/BUILD_ID")) return false;
  return readFileSync(STAMP, "utf8") === sourceFingerprint();
}

function sourceFingerprint(): string {
  const hash = createHash("sha256");
  for (const file of globSync(sources).sort()) {
    if (/\.test\.tsx?$/.test(file) || !statSync(file).isFile()) continue;
    hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}
