import { describe, expect, test } from "vitest";
import { byOthers, clashes, conflictOf, keeping, touches } from "./conflict.ts";

const step = (type: string, after: object, by = "leo") => ({ type, by, at: "2026-11-02T00:00:00Z", before: {}, after });
const conflict = (changes: object[], now: Record<string, unknown>) => {
  const made = conflictOf({ version: 4, now, changes });
  if (!made) throw new Error("no conflict");
  return made;
};

describe("a change that was late", () => {
  test("does not meet what others did to other fields", () => {
    const met = conflict([step("tags_changed", { tags: ["vip"] })], { tags: ["vip"], priority: "high" });
    expect(clashes({ priority: "low" }, met)).toEqual([]);
  });

  test("meets what others did to the same, unless they did the same", () => {
    const met = conflict(
      [step("priority_changed", { priority: "urgent" }, "ada"), step("priority_changed", { priority: "low" })],
      { priority: "low", assigneeId: null },
    );
    expect(clashes({ priority: "high" }, met)).toMatchObject([
      { field: "priority", mine: "high", theirs: "low", by: "leo" },
    ]);
    expect(clashes({ priority: "low" }, met)).toEqual([]);
  });

  test("does not meet what was changed and is again as it was seen", () => {
    const step = (before: string, after: string) => ({
      ...{ type: "priority_changed", by: "leo", at: "" },
      ...{ before: { priority: before }, after: { priority: after } },
    });
    const there = [step("normal", "urgent"), step("urgent", "normal")];
    expect(clashes({ priority: "high" }, conflict(there, { priority: "normal" }))).toEqual([]);
    const on = conflict([...there, step("normal", "low")], { priority: "low" });
    expect(clashes({ priority: "high" }, on)).toMatchObject([{ theirs: "low" }]);
  });

  test("knows an assignee by either name, and that nobody is somebody's choice", () => {
    const met = conflict([step("assigned", { assigneeId: "bo" })], { assigneeId: "bo" });
    expect(clashes({ assignee: null }, met)).toMatchObject([{ field: "assignee", mine: null, theirs: "bo" }]);
  });

  test("is sent again with what is to stay mine, and with what nobody touched", () => {
    const met = conflict([step("priority_changed", { priority: "low" })], { priority: "low" });
    const patch = { priority: "high", tags: ["a"] } as const;
    const all = { ...patch, tags: [...patch.tags] };
    expect(keeping(all, new Set(), clashes(all, met))).toEqual({ tags: ["a"] });
    expect(keeping(all, new Set(["priority"] as const), clashes(all, met))).toEqual(all);
  });

  test("does not meet my own last word, as when a reply has opened a ticket", () => {
    const mine = { ...step("status_changed", { status: "open" }, "me"), own: true };
    expect(clashes({ status: "resolved" }, conflict([mine], { status: "open" }))).toEqual([]);
    const theirs = step("status_changed", { status: "waiting_customer" });
    const met = conflict([mine, theirs], { status: "waiting_customer" });
    expect(clashes({ status: "resolved" }, met)).toMatchObject([{ field: "status", by: "leo" }]);
    expect([byOthers(conflict([mine], {})), byOthers(met), byOthers(conflict([], {}))]).toEqual([false, true, true]);
  });

  test("is no conflict without its details", () => {
    expect(conflictOf({})).toBeUndefined();
  });
});

test("answers of the desk's own fields meet only answers of the same ones", () => {
  const change = (after: unknown) => ({ type: "field_changed", by: "leo", own: false, at: "", before: null, after });
  const conflict = { version: 3, now: {}, changes: [change({ field: "a", value: 1 }), change("IN1"), change(null)] };
  expect(touches(conflict, ["a", "b"])).toBe(true);
  expect(touches(conflict, ["b"])).toBe(false);
  const own = { ...conflict, changes: conflict.changes.map((each) => ({ ...each, own: true })) };
  expect(touches(own, ["a"])).toBe(false);
});
