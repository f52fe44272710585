const HOLE = /\{\{\s*([A-Za-z]+)\s*\}\}/g;

/** The names of the variables in a template, each once, in order. Pure. */
export const holesOf = (text: string): string[] => [...new Set([...text.matchAll(HOLE)].map((hole) => hole[1] ?? ""))];

/**
 * A template with its variables filled in; what they hold is text and is not looked into again. Pure.
 * @returns null when a value is not there: half a sentence is worse than the built-in one
 */
export function fill(text: string, values: Readonly<Record<string, string | null>>): string | null {
  if (holesOf(text).some((name) => !Object.hasOwn(values, name) || values[name] === null)) return null;
  return text
    .replaceAll(HOLE, (_, name: string) => values[name] ?? "")
    .replaceAll(/[ \t]{2,}/g, " ")
    .trim();
}
