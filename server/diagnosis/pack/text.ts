import type { Path } from "./problems.ts";

/** Where things stand in a pack that somebody typed as JSON. Pure. */

/** Reads JSON. @returns the value, or what is wrong and in which line */
export function readJsonText(text: string): { value: unknown } | { fault: string; line: number } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    const { position } = scan(text, null);
    return { fault, line: lineAt(text, position) };
  }
}

/** The line of the value at a path; that of the nearest thing around it when it is not there. */
export function lineOf(text: string, path: Path): number {
  return lineAt(text, scan(text, path).position);
}

const lineAt = (text: string, position: number): number => text.slice(0, position).split("\n").length;

/** Deeper than this no pack goes. */
const MAX_DEPTH = 60;

type Reader = { text: string; at: number; best: number };

/** Walks the text as far as it is JSON. @returns where the value at the path begins, or where the text stops being JSON */
function scan(text: string, path: Path | null): { position: number } {
  const reader: Reader = { text, at: 0, best: 0 };
  try {
    walk(reader, path, 0);
    skip(reader);
    if (path === null && reader.at < text.length) return { position: reader.at };
  } catch {
    if (path === null) return { position: reader.at };
  }
  return { position: path === null ? text.length : reader.best };
}

/** @param path what is left of the path below this value; null when this value is not on it */
function walk(reader: Reader, path: Path | null, depth: number): void {
  if (depth > MAX_DEPTH) throw new Error("too deep");
  skip(reader);
  if (path) reader.best = reader.at;
  const char = reader.text[reader.at];
  if (char === "{") members(reader, path, depth);
  else if (char === "[") elements(reader, path, depth);
  else if (char === '"') string(reader);
  else literal(reader);
}

function literal(reader: Reader): void {
  const pattern = /(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (!found) throw new Error("no value");
  reader.at += found[0].length;
}

function members(reader: Reader, path: Path | null, depth: number): void {
  reader.at += 1;
  for (let first = true; ; first = false) {
    skip(reader);
    if (reader.text[reader.at] === "}") break;
    if (!first) take(reader, ",");
    skip(reader);
    const key = string(reader);
    skip(reader);
    take(reader, ":");
    walk(reader, path && path.length > 0 && String(path[0]) === key ? path.slice(1) : null, depth + 1);
  }
  reader.at += 1;
}

function elements(reader: Reader, path: Path | null, depth: number): void {
  reader.at += 1;
  for (let index = 0; ; index++) {
    skip(reader);
    if (reader.text[reader.at] === "]") break;
    if (index > 0) take(reader, ",");
    walk(reader, path && path.length > 0 && Number(path[0]) === index ? path.slice(1) : null, depth + 1);
  }
  reader.at += 1;
}

function string(reader: Reader): string {
  const pattern = /"(?:[^"\\\n\r]|\\.)*"/y;
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (!found) throw new Error("no string");
  reader.at += found[0].length;
  return JSON.parse(found[0]) as string;
}

function skip(reader: Reader): void {
  const space = /[ \t\r\n]*/y;
  space.lastIndex = reader.at;
  reader.at += space.exec(reader.text)?.[0].length ?? 0;
}

function take(reader: Reader, char: string): void {
  if (reader.text[reader.at] !== char) throw new Error(`no ${char}`);
  reader.at += 1;
}
