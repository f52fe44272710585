import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ActionId, actionIds } from "./list.ts";

/** Reads the sources of the staff's pages: nothing that can be pressed is only for those who have a pointer. */

const STAFF = join(import.meta.dirname, "../..");
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes(".test."))
    .map((entry) => join(entry.parentPath, entry.name));
const sources = filesBelow(STAFF).map((file) => ({ file, text: readFileSync(file, "utf8") }));
const desk = sources.filter(({ file }) => file.includes(join("desk", "_ui")));

type Tag = { name: string; attributes: string; content: string; line: number };

/** The tags of some names, with what stands in them up to their end. */
function tagsOf(text: string, names: string): Tag[] {
  // What a dialog's closing button is drawn as has its words from it.
  return [...text.matchAll(new RegExp(`(?<!render=\\{)<(${names})\\b`, "g"))].map((match) => {
    const from = match.index + match[0].length;
    const to = endOf(text, from);
    const end = text.indexOf(`</${match[1]}>`, to);
    const content = text[to - 1] === "/" || end < 0 ? "" : text.slice(to + 1, end);
    const line = text.slice(0, match.index).split("\n").length;
    return { name: match[1] ?? "", attributes: text.slice(from, to), content, line };
  });
}

/** Where a tag ends: its `>` that is in no braces and no quotes. */
function endOf(text: string, from: number): number {
  let depth = 0;
  let quote = "";
  for (let i = from; i < text.length; i++) {
    const c = text[i] ?? "";
    if (quote) {
      if (c === quote) quote = "";
    } else if (c === '"' || c === "`") quote = c;
    else if (c === "{") depth++;
    else if (c === "}") depth--;
    else if (c === ">" && depth === 0) return i;
  }
  return text.length;
}

const actionOf = ({ attributes }: Tag) => /\{\.\.\.does\("([^"]+)"\)\}/.exec(attributes)?.[1];
/** What the palette finds it by: words in it, or said of it. An icon alone has none. */
const hasName = ({ attributes, content }: Tag) =>
  /aria-label=/.test(attributes) || /\{[^}]*\(|\{children\}|\{[a-zA-Z]+(\.[a-zA-Z[\]]+)*\}/.test(content);

describe("what can be pressed on the desk", () => {
  const buttons = desk.flatMap(({ file, text }) =>
    tagsOf(text, "Button|button|LinkButton|Link|a|summary").map((tag) => ({ ...tag, file })),
  );

  test("is an action of the list, or has a name by which the palette offers it", () => {
    expect(buttons.length).toBeGreaterThan(80);
    const silent = buttons.filter((tag) => !actionOf(tag) && !hasName(tag));
    expect(silent.map(({ file, line, name }) => `${file}:${line} <${name}>`)).toEqual([]);
  });

  test("says so where it is an action", () => {
    const said = new Set(buttons.flatMap((tag) => actionOf(tag) ?? []));
    for (const id of said) expect(actionIds).toContain(id);
    const wanted: ActionId[] = [
      ...([
        "ticket.resolve",
        "ticket.assign",
        "ticket.snooze",
        "ticket.follow",
        "ticket.relate",
        "write.macro",
      ] as const),
      ...(["list.bulk", "list.filter", "list.save", "list.undo", "list.selectAll", "ticket.gateway"] as const),
    ];
    for (const id of wanted) expect([id, said.has(id)]).toEqual([id, true]);
  });

  test("opens its dialogs by keys", () => {
    // Each dialog of the desk, and the actions that lead to it.
    const ways: Record<string, readonly ActionId[]> = {
      "answer-dialog": ["palette.open"],
      "bulk-dialog": ["list.bulk"],
      "conflict-dialog": ["ticket.resolve"],
      "decide-dialog": ["palette.open"],
      "filter-dialog": ["list.filter"],
      "link-dialog": ["ticket.relate"],
      "macro-dialog": ["write.macro"],
      "refund-confirm": ["ticket.money"],
      "resolve-dialog": ["ticket.resolve"],
      "save-view": ["list.save"],
      "settle-dialog": ["palette.open"],
      "snooze-dialog": ["ticket.snooze"],
      "topup-form": ["ticket.money"],
    };
    const dialogs = desk
      .filter(({ text }) => /<Dialog\b/.test(text))
      .map(({ file }) => file.replace(/^.*\/|\.tsx$/g, ""));
    expect(Object.keys(ways).sort()).toEqual(dialogs.sort());
  });
});

test("every action is done by some page", () => {
  const text = sources.map((source) => source.text).join("\n");
  const missing = actionIds.filter(
    // Lists by number are given as many keys as there are.
    (id) =>
      !id.startsWith("view.") &&
      id !== "write.send" &&
      !new RegExp(`["']${id.replace(".", "\\.")}["']:`).test(text.replaceAll(`"${id}": { `, "")),
  );
  expect(missing).toEqual([]);
});
