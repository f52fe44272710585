import { describe, expect, it } from "vitest";
import { messagesOf } from "./index.ts";

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ""): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") out.set(prefix + key, value);
    else for (const [k, v] of flatten(value, `${prefix}${key}.`)) out.set(k, v);
  }
  return out;
}

const placeholders = (message: string) => [...message.matchAll(/\{(\w+)(?=[,}])/g)].map((m) => m[1]).sort();

describe("messages", () => {
  const zh = flatten(messagesOf("zh-CN") as unknown as Tree);
  const en = flatten(messagesOf("en") as unknown as Tree);

  it("have the same keys in both languages", () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
  });
  it("take the same values in both languages", () => {
    for (const [key, text] of zh) {
      const names = new Set(placeholders(text));
      const other = new Set(placeholders(en.get(key) ?? ""));
      expect([...other].sort(), key).toEqual([...names].sort());
    }
  });
  it("are never empty", () => {
    for (const [key, text] of [...zh, ...en]) expect(text.trim(), key).not.toBe("");
  });
  it("hold no Chinese in the English text", () => {
    const allowed = new Set(["common.brand.name", "common.language.zh"]);
    for (const [key, text] of en) if (!allowed.has(key)) expect(text, key).not.toMatch(/\p{Script=Han}/u);
  });
});
