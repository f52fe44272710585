import { describe, expect, test } from "vitest";
import { differences, kindsOf, ofKind } from "./history.ts";

const step = (type: string, before: unknown, after: unknown) => ({ type, before, after });

describe("a line of the history", () => {
  test("tells each member that was or is there, with what it was before", () => {
    expect(differences(step("status_changed", { status: "new" }, { status: "open" }))).toEqual([
      { field: "status", before: "new", after: "open" },
    ]);
    expect(differences(step("tags_changed", { tags: ["a"] }, { tags: ["a", "b"] }))).toEqual([
      { field: "tags", before: ["a"], after: ["a", "b"] },
    ]);
    expect(differences(step("assigned", { assigneeId: null }, { assigneeId: "ada" }))).toEqual([
      { field: "assigneeId", before: null, after: "ada" },
    ]);
    expect(differences(step("topup_requested", null, { topupId: "t1", amountFen: 20_000 }))).toEqual([
      { field: "amountFen", before: undefined, after: 20_000 },
    ]);
  });

  test("tells a field of the desk's own under its key", () => {
    const after = { field: "supplier_case", value: "A-1" };
    expect(differences(step("field_changed", { field: "supplier_case", value: null }, after))).toEqual([
      { field: "supplier_case", before: null, after: "A-1" },
    ]);
  });

  test("has nothing to tell of ids and of what is nested, and the number of an incident as one", () => {
    expect(differences(step("internal_note", null, { messageId: "m1", mentioned: ["bo"] }))).toEqual([]);
    expect(differences(step("odd", { a: { b: 1 } }, 7))).toEqual([]);
    expect(differences(step("incident_joined", null, "IN1"))).toEqual([
      { field: "incident", before: undefined, after: "IN1" },
    ]);
  });
});

test("the history is read whole, or those of one kind alone in their order", () => {
  const steps = ["opened", "assigned", "assigned", "rated"].map((type, i) => ({ type, i }));
  expect(kindsOf(steps)).toEqual(["opened", "assigned", "rated"]);
  expect(ofKind(steps, "")).toEqual(steps);
  expect(ofKind(steps, "assigned").map(({ i }) => i)).toEqual([1, 2]);
  expect(ofKind(steps, "gone")).toEqual([]);
});
