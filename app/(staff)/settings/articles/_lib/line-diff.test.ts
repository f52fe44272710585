import fc from "fast-check";
import { expect, test } from "vitest";
import { lineDiff } from "./line-diff.ts";

test("what went and what came stand where they did", () => {
  expect(lineDiff("a\nb\nc", "a\nx\nc\nd")).toEqual([
    { kind: "same", text: "a" },
    { kind: "gone", text: "b" },
    { kind: "new", text: "x" },
    { kind: "same", text: "c" },
    { kind: "new", text: "d" },
  ]);
});

test("both texts can be read out of it", () => {
  const text = fc.array(fc.constantFrom("a", "b", "", "c"), { minLength: 1, maxLength: 12 }).map((l) => l.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      const read = (kind: "gone" | "new") =>
        lines
          .filter((line) => line.kind === "same" || line.kind === kind)
          .map((line) => line.text)
          .join("\n");
      expect([read("gone"), read("new")]).toEqual([before, after]);
    }),
  );
});
