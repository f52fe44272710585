export type DiffLine = { kind: "same" | "gone" | "new"; text: string };

/** Longer texts are compared as wholes. */
const MAX_LINES = 1_500;

/** Pure: what became of a text, line by line, by the longest run of lines that both have. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  if (before === after) return a.map((text) => ({ kind: "same", text }));
  if (a.length * b.length > MAX_LINES ** 2) {
    return [
      ...a.map((text): DiffLine => ({ kind: "gone", text })),
      ...b.map((text): DiffLine => ({ kind: "new", text })),
    ];
  }
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [mine, theirs] = [a[i], b[j]];
    if (mine !== undefined && mine === theirs) {
      lines.push({ kind: "same", text: mine });
      i++;
      j++;
    } else if (theirs === undefined || (mine !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: "gone", text: mine ?? "" });
      i++;
    } else {
      lines.push({ kind: "new", text: theirs });
      j++;
    }
  }
  return lines;
}
