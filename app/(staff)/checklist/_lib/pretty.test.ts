import fc from "fast-check";
import { expect, test } from "vitest";
import { prettyJson } from "./pretty.ts";

test("it is the same JSON, whatever it holds", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      expect(JSON.parse(prettyJson(plain))).toEqual(plain);
    }),
  );
});

test("what fits on a line stands on one, and what does not is broken", () => {
  expect(prettyJson({ a: [1, 2], b: { c: "x" } })).toBe('{ "a": [1, 2], "b": { "c": "x" } }');
  const long = { list: Array.from({ length: 40 }, (_, i) => ({ value: i })) };
  expect(prettyJson(long).split("\n").length).toBe(44);
  expect(prettyJson(undefined)).toBe("null");
});
