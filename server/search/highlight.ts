import { normalise } from "./grams.ts";
import type { Mark } from "./schemas.ts";

/** Where words stand in a text, and the part of it to show. Pure. Give it the text as it may be seen: offsets of another would tell. */

const BEFORE = 24;
const LONGEST = 120;
const MAX_MARKS = 20;
/** What is not cut in the middle: a part of a number would look like another. */
const UNCUT = /[\p{L}\p{N}@＠._+*-]/u;
const MAX_SHIFT = 24;

/** Every place of the terms, without overlaps. */
export function marksOf(text: string, terms: readonly string[]): Mark[] {
  const { plain, at } = mapped(text);
  const found: Mark[] = [];
  for (const term of terms) {
    for (let from = plain.indexOf(term); from >= 0 && found.length < MAX_MARKS; from = plain.indexOf(term, from + 1)) {
      found.push([at[from] ?? 0, at[from + term.length] ?? text.length]);
    }
  }
  found.sort(([a], [b]) => a - b);
  const apart: Mark[] = [];
  for (const [from, to] of found) {
    const last = apart.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else apart.push([from, to]);
  }
  return apart;
}

/** A text's normal form, and for each unit of it where it came from. */
function mapped(text: string): { plain: string; at: number[] } {
  let plain = "";
  const at: number[] = [];
  for (const { 0: cluster, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gsu)) {
    const part = normalise(cluster);
    for (let i = 0; i < part.length; i++) at.push(index);
    plain += part;
  }
  at.push(text.length);
  return { plain, at };
}

/** The part of a text around the first of the terms, its white space made single, with the places of all of them. */
export function snippetOf(text: string, terms: readonly string[]): { text: string; marks: Mark[] } {
  const line = text.replaceAll(/\s+/g, " ").trim();
  const first = marksOf(line, terms)[0]?.[0] ?? 0;
  const from = edge(line, Math.max(0, first - BEFORE), -1);
  const to = edge(line, Math.min(line.length, from + LONGEST), 1);
  const part = `${from > 0 ? "…" : ""}${line.slice(from, to)}${to < line.length ? "…" : ""}`;
  return { text: part, marks: marksOf(part, terms) };
}

function edge(text: string, from: number, by: 1 | -1): number {
  let at = from;
  for (let steps = 0; steps < MAX_SHIFT && at > 0 && at < text.length; steps++) {
    if (!isAscii(text[at - 1]) || !isAscii(text[at])) break;
    at += by;
  }
  // Never between the two halves of one character.
  return /[\uDC00-\uDFFF]/.test(text[at] ?? "") ? at + by : at;
}

const isAscii = (character: string | undefined): boolean =>
  /^[\x21-\x7e]$/.test(character ?? "") && UNCUT.test(character ?? "");
