import { describe, expect, test } from "vitest";
import { placeOf } from "./use-row-focus.ts";

const list = (...numbers: string[]) => numbers.map((number) => ({ number }));

describe("the row that has the focus", () => {
  test.each([
    ["stays with its ticket when the list moves", list("b", "c", "a"), "a", 0, 2],
    ["is the one in its place when its ticket left", list("a", "c", "d"), "b", 1, 1],
    ["is the last one when the last left", list("a", "b"), "c", 2, 1],
    ["is the first where nothing was chosen", list("a", "b"), null, 0, 0],
    ["is none of an empty list", list(), "a", 3, -1],
  ])("%s", (_, tickets, number, place, expected) => {
    expect(placeOf(tickets, number, place)).toBe(expected);
  });
});
