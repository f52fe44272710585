import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { messagesOf } from "#app/_lib/i18n/messages/index.ts";
import { type ActionId, actionIds, actions, groups, isChord, keysOf } from "./list.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const START = "<!-- keys: kept equal to the program by a test -->\n";
const END = "<!-- /keys -->";
const heads = { "zh-CN": "| 按键 | 作用 |\n|---|---|", en: "| keys | does |\n|---|---|" };

const shown: Record<string, string> = { Mod: "Ctrl`/`⌘", Escape: "Esc" };
const keyOf = (key: string) => `\`${shown[key] ?? (key.length === 1 ? key.toUpperCase() : key)}\``;
const keys = (all: string) => (isChord(all) ? all.split(" ") : all.split(/\+(?=.)/)).map(keyOf).join(" ");

/** The table that a page of the documentation has to hold. */
function tableOf(locale: "zh-CN" | "en"): string {
  const { names, help } = messagesOf(locale).actions;
  const nameOf = (id: ActionId) => names[id.replace(".", "_") as keyof typeof names];
  const none = locale === "en" ? "in the commands" : "命令面板";
  return groups
    .map((group) => {
      const rows = actionIds
        .filter((id) => actions[id].group === group)
        .map((id) => `| ${keysOf(id) === undefined ? none : keys(keysOf(id) ?? "")} | ${nameOf(id)} |`);
      return `\n## ${help.groups[group]}\n\n${heads[locale]}\n${rows.join("\n")}\n`;
    })
    .join("");
}

test.each([
  ["docs/keyboard.md", "README.md", "en"],
  ["docs/keyboard.zh-CN.md", "README.zh-CN.md", "zh-CN"],
] as const)("%s has every key, and %s leads to it", (file, readme, locale) => {
  const text = readFileSync(join(ROOT, file), "utf8");
  const table = text.slice(text.indexOf(START) + START.length, text.indexOf(END));
  expect(table).toBe(`${tableOf(locale)}\n`);
  expect(readFileSync(join(ROOT, readme), "utf8")).toContain(file);
});
