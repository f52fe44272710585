import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("a form that asks for a secret never puts it into the address, not even before its script runs", () => {
  const files = [...globSync("app/(staff)/staff/**/*.tsx"), ...globSync("app/(staff)/_ui/*.tsx")];
  const secret = /type="password"|name="code"|name="token"/;
  const asking = files.filter((file) => secret.test(readFileSync(file, "utf8")));
  expect(asking.length).toBeGreaterThan(4);
  for (const file of asking) {
    const forms = readFileSync(file, "utf8").match(/<form\b[^>]*/g) ?? [];
    for (const form of forms) expect(form, file).toMatch(/method="post"/);
  }
});
