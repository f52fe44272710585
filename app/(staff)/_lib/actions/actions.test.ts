import { describe, expect, test } from "vitest";
import { messagesOf } from "#app/_lib/i18n/messages/index.ts";
import { actionOf, isSingle, nameOf, type Pressed } from "./keys.ts";
import { actionIds, actions, groups, keysOf } from "./list.ts";
import { rank, ranked } from "./rank.ts";

const pressed = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  ...{ key, code: "", keyCode: 0, isComposing: false },
  ...{ ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
  ...more,
});

describe("actions", () => {
  test("have keys of their own, and none begins with another's", () => {
    const keys = actionIds.flatMap((id) => keysOf(id) ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    for (const each of keys) {
      if (each.includes(" ")) expect(keys).not.toContain(each.split(" ")[0]);
    }
  });

  test("have words in both languages, and a group that help shows", () => {
    for (const locale of ["zh-CN", "en"] as const) {
      const { names } = messagesOf(locale).actions;
      for (const id of actionIds)
        expect(names[id.replace(".", "_") as keyof typeof names], `${locale} ${id}`).toBeTruthy();
    }
    for (const id of actionIds) expect(groups).toContain(actions[id].group);
  });
});

describe("a key", () => {
  test.each([
    [pressed("j"), "j"],
    [pressed("J"), "j"],
    [pressed("J", { shiftKey: true }), "Shift+j"],
    [pressed("Process", { code: "KeyJ" }), "j"],
    [pressed("о", { code: "KeyJ" }), "j"],
    [pressed("k", { ctrlKey: true }), "Mod+k"],
    [pressed("k", { metaKey: true }), "Mod+k"],
    [pressed("?", { shiftKey: true }), "?"],
    [pressed("Enter"), "Enter"],
    [pressed("Enter", { isComposing: true }), undefined],
    [pressed("Enter", { keyCode: 229 }), undefined],
    [pressed("j", { altKey: true }), undefined],
    [pressed("Process", { code: "Space" }), undefined],
  ])("%j is %s", (event, name) => {
    expect(nameOf(event)).toBe(name);
  });

  test("alone is an action, or the first of two", () => {
    expect(actionOf(undefined, "j")).toEqual({ id: "list.next" });
    expect(actionOf(undefined, "g")).toEqual({ first: "g" });
    expect(actionOf("g", "m")).toEqual({ id: "go.money" });
    expect(actionOf(undefined, "m")).toEqual({ id: "ticket.money" });
    expect(actionOf("g", "j")).toEqual({ id: "list.next" });
    expect(actionOf(undefined, "F5")).toEqual({});
  });

  test("alone can be switched off, but for those that everybody knows", () => {
    expect(actionIds.filter((id) => !isSingle(keysOf(id) ?? ""))).toEqual([
      ...["palette.open", "list.open", "list.back", "write.send"],
    ]);
  });
});

describe("the palette", () => {
  test("puts what begins with the words first, then words within, then letters in order", () => {
    const all = ["Snooze", "Next ticket", "Resolve the ticket", "Notes"];
    expect(ranked(all, "ti", (one) => [one])).toEqual(["Next ticket", "Resolve the ticket"]);
    expect(ranked(all, "n", (one) => [one])).toEqual(["Next ticket", "Notes", "Snooze"]);
    expect(rank("稍后处理", "处理")).toBe(2);
    expect(rank("稍后处理", "稍理")).toBe(1);
    expect(ranked(all, "", (one) => [one])).toEqual(all);
  });
});
