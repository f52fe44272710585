import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sealPurposes } from "#server/core/seal-purposes.ts";

/** Whoever seals something has to be known to `secrets rotate` (`places.ts`): what is not would be lost with the secret of before. */

const files = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "server", "app", "bin", "db"],
  {
    encoding: "utf8",
  },
)
  .split("\n")
  .filter(
    (file) =>
      existsSync(file) && /\.tsx?$/.test(file) && !/\.test\.ts|\/testing(\.ts|\/)|^server\/core\/seal/.test(file),
  );

const callers = (pattern: RegExp) =>
  files.flatMap((file) => {
    const text = readFileSync(file, "utf8");
    return [...text.matchAll(pattern)].map((match) => `${file} ${match[1] ?? ""}`.trim());
  });

test("texts are sealed for a purpose that has a place", () => {
  const known = Object.keys(sealPurposes);
  const found = callers(/(?<![.\w])seal\(\s*([^,)(]+)/g).filter((caller) => !caller.endsWith("entry: EntryRow"));
  expect(found.length).toBeGreaterThanOrEqual(known.length);
  const wrong = found.filter((caller) => !known.some((kind) => caller.endsWith(`sealPurposes.${kind}`)));
  expect(wrong).toEqual(["server/secrets/places.ts purpose"]);
  expect(callers(/(as SealPurpose)/g)).toEqual([]);
});

test("files are sealed in one place, which has its place", () => {
  expect(callers(/sealBytes(?=\()/g)).toEqual(["server/tickets/identity-file.ts"]);
  expect(readFileSync("server/tickets/identity-file.ts", "utf8")).toContain('PURPOSE = "identity"');
});

test("nothing else hangs on APP_SECRET: it would not outlive it", () => {
  expect(callers(/(?<![.\w])(deriveKey)\(/g)).toEqual(["server/core/secret.ts deriveKey"]);
  const readers = callers(/(?:env\(\)\.|\{ )APP_SECRET\b/g).filter((file) => !file.startsWith("bin/"));
  expect([...new Set(readers)]).toEqual(["server/core/data-secret.ts", "server/core/secret.ts"]);
});
