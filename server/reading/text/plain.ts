/** So much of a text is read: a bill and a story fit many times over, and reading takes time in proportion. */
export const MAX_CHARS = 8_000;

/**
 * A text as the readers want it: full-width forms become plain ones, what cannot be seen (joiners, direction marks, controls) is
 * dropped, and nothing but its first part is kept. Digits and letters stay what they are.
 */
export function plain(text: string): string {
  return (
    // A comma of Chinese separates sums, one of digits stands within them; afterwards they look alike.
    cut(
      cut(text)
        .replace(/(?<![０-９])，|，(?![０-９])/g, ", ")
        .normalize("NFKC"),
    )
      .replace(/\p{Cf}/gu, "")
      // Half a character, as a cut may leave one, and marks that a keyboard's emoji hang on digits.
      .replace(/\p{Cs}|[\ufe00-\ufe0f\u20e3]/gu, "")
      .replace(/\r\n?/g, "\n")
      .replace(/[^\P{Cc}\n]|[\u00a0\u3000]/gu, " ")
      .replace(/ {2,}/g, " ")
      .replace(/ ?\n[ \n]*/g, "\n")
      .trim()
  );
}

const cut = (text: string) => text.slice(0, MAX_CHARS);

/** What separates one statement from the next; a comma or point between digits does not. */
const CLAUSE_END = /[。;!?、\n~]|[,.](?!\d)/;
const CONTRAST =
  /(?=但是|但(?!愿)|可是|不过|然而|却|其实|实际上|实际|结果|后来|然后|\bbut\b|\bhowever\b|\bactually\b|\bthough\b|\byet\b)/i;

/** A clause, and whether it was put as a question. */
export type Clause = { text: string; asked: boolean };

/** Cuts a plain text into its clauses: at punctuation, and before "but" and its like. */
export function clausesOf(line: string): Clause[] {
  const clauses: Clause[] = [];
  for (const [sentence = "", mark] of pairs(line.split(new RegExp(`(${CLAUSE_END.source})`)))) {
    for (const part of sentence.split(CONTRAST)) {
      if (part.trim() !== "") clauses.push({ text: part.trim(), asked: mark === "?" });
    }
  }
  return clauses;
}

function pairs(parts: readonly string[]): [string | undefined, string | undefined][] {
  return Array.from({ length: Math.ceil(parts.length / 2) }, (_, at) => [parts[at * 2], parts[at * 2 + 1]]);
}
