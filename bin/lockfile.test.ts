import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Entry = { version?: string; resolved?: string; optionalDependencies?: Record<string, string> };
const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Entry> };
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, Record<string, string>>;
const entries = Object.entries(lock.packages);

test("the lockfile holds the packages of every platform, or npm ci refuses to install on any", () => {
  // A registry that lacks some platform's package makes npm leave its entry out when the lockfile is written.
  const missing = entries.flatMap(([path, entry]) =>
    Object.keys(path === "" ? {} : (entry.optionalDependencies ?? {})).filter(
      (name) => !lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});

test("direct dependencies are pinned exactly, and nothing names where it came from", () => {
  const kinds = ["dependencies", "devDependencies", "optionalDependencies"];
  const ranges = kinds.flatMap((kind) => Object.values(manifest[kind] ?? {})).filter((version) => !/^\d/.test(version));
  expect(ranges).toEqual([]);
  expect(entries.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
});
