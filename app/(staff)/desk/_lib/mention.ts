/** Names after an @ in a note: pure. */

/** At most this long is a name that is being typed. */
const MAX_NAME = 20;

/** What stands between an @ and the cursor, and where it begins; undefined when no name is being typed there. */
export function fragmentAt(text: string, caret: number): { from: number; typed: string } | undefined {
  const before = text.slice(Math.max(0, caret - MAX_NAME - 1), caret);
  const [, typed] = /(?:^|[^\w.])@([^\s@，。,.]*)$/.exec(before) ?? [];
  return typed === undefined ? undefined : { from: caret - typed.length - 1, typed };
}

/** The text with a name in place of what was typed of it, and where the cursor is then. */
export function withName(text: string, caret: number, from: number, name: string): { text: string; caret: number } {
  const written = `@${name} `;
  return { text: `${text.slice(0, from)}${written}${text.slice(caret)}`, caret: from + written.length };
}
