/** A text with the words marked that somebody looks for. */
export function Marked({ text, words }: { text: string; words: string }) {
  return marksOf(text, words).map(({ part, at, marked }) =>
    marked ? (
      <mark key={at} className="rounded-sm bg-accent-soft px-0.5 text-accent-text">
        {part}
      </mark>
    ) : (
      <span key={at}>{part}</span>
    ),
  );
}

type Part = { part: string; at: number; marked: boolean };

/** Pure: where any of the words stand, in whatever case. What overlaps is marked as one. */
export function marksOf(text: string, words: string): Part[] {
  const low = text.toLowerCase();
  const terms = words.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  const held = new Uint8Array(text.length);
  // Few letters change their length with their case; such a text is shown as it is.
  if (low.length === text.length) {
    for (const term of terms) {
      for (let at = low.indexOf(term); at >= 0; at = low.indexOf(term, at + 1)) held.fill(1, at, at + term.length);
    }
  }
  const parts: Part[] = [];
  for (let at = 0; at < text.length; ) {
    const marked = held[at] === 1;
    let end = at + 1;
    while (end < text.length && (held[end] === 1) === marked) end++;
    parts.push({ part: text.slice(at, end), at, marked });
    at = end;
  }
  return parts;
}
