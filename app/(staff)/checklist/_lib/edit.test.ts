import { expect, test } from "vitest";
import { numberOf, withValue } from "./edit.ts";

test("one value changes, and what is beside its way stays the same object", () => {
  const before = { rules: { causes: [{ prior: 1 }, { prior: 2 }] }, copy: { en: { a: "x" } } };
  const after = withValue(before, ["rules", "causes", 1, "prior"], 3);
  expect(after).toEqual({ rules: { causes: [{ prior: 1 }, { prior: 3 }] }, copy: { en: { a: "x" } } });
  expect(after.copy).toBe(before.copy);
  expect(after.rules.causes[0]).toBe(before.rules.causes[0]);
  expect(before.rules.causes[1]?.prior).toBe(2);
});

test.each([
  ["0.5", 0.5],
  ["−2", -2],
  [" 4 ", 4],
  ["", null],
  ["1e3", null],
  ["two", null],
])("%j is read as %j", (text, number) => expect(numberOf(text)).toBe(number));
