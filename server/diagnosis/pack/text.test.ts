import fc from "fast-check";
import { expect, test } from "vitest";
import { lineOf, readJsonText } from "./text.ts";

const text = JSON.stringify({ rules: { causes: [{ code: "A" }, { code: "B", plans: [{ outcome: "x" }] }] } }, null, 2);

test("a value is found by its path, and the nearest thing around it when it is not there", () => {
  const lines = text.split("\n");
  expect(lines[lineOf(text, ["rules", "causes", 1, "code"]) - 1]).toContain('"B"');
  expect(lines[lineOf(text, ["rules", "causes", 1, "plans", 0, "outcome"]) - 1]).toContain('"x"');
  expect(lineOf(text, ["rules", "causes", 1, "evidence", 4])).toBe(lineOf(text, ["rules", "causes", 1]));
  expect(lineOf(text, [])).toBe(1);
});

test("text that is no JSON says in which line it stops being that", () => {
  const broken = text.replace('"code": "B",', '"code": "B"');
  const read = readJsonText(broken);
  expect(read).toMatchObject({ fault: expect.any(String) });
  expect("line" in read && broken.split("\n")[read.line - 1]).toContain('"plans"');
  expect(readJsonText(`${text} x`)).toMatchObject({ line: text.split("\n").length });
  expect(readJsonText("")).toMatchObject({ line: 1 });
});

test("whatever is typed, there is a value or a line, and no line is outside of the text", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((s) => s.slice(0, -1)),
      ),
      (typed) => {
        const read = readJsonText(typed);
        if ("value" in read) {
          expect(JSON.parse(typed)).toEqual(read.value);
          return;
        }
        expect(read.line).toBeGreaterThanOrEqual(1);
        expect(read.line).toBeLessThanOrEqual(typed.split("\n").length);
      },
    ),
  );
});
