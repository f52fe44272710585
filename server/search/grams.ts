/**
 * Text as it is searched. Pure. A gram is a piece of two or three characters; a text's grams are kept in the index, and whoever
 * searches asks for the texts that hold all grams of what they typed. Grams have no places, so what is found is read again
 * ({@link holdsTerms}): that makes both databases answer the same.
 */

/** As many pieces of a question as narrow it; the rest is seen when the text itself is read again. */
export const MAX_GRAMS = 32;
/** What is indexed of a text: far more than a message may have. */
const MAX_CHARACTERS = 20_000;

const RUN = /[\p{L}\p{N}\p{M}]+/gu;
/** Letters and digits of scripts that put spaces between words; there pieces of two are in almost every text. */
const SPACED = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}\p{M}]/u;

/** Full-width as half-width, capitals as small letters: how two spellings of one word become the same. */
export function normalise(text: string): string {
  return text.normalize("NFKC").toLowerCase().normalize("NFKC").replaceAll("ς", "σ");
}

/** The pieces of a text, each once: every two neighbouring characters, and every three where words have spaces between them. */
export function gramsOf(text: string): string[] {
  const found = new Set<string>();
  for (const run of runsOf(normalise(text.slice(0, MAX_CHARACTERS)))) {
    for (let at = 0; at + 1 < run.length; at++) {
      found.add(`${run[at]}${run[at + 1]}`);
      if (at + 2 < run.length && isSpaced(run, at, 3)) found.add(`${run[at]}${run[at + 1]}${run[at + 2]}`);
    }
  }
  return [...found];
}

/**
 * The pieces to ask for: of three where there are such, since they narrow more, and of two elsewhere. Every text that holds the
 * terms has them all. Empty where a term is a single character, or none of a word.
 */
export function askedGrams(terms: readonly string[]): string[] {
  const found = new Set<string>();
  for (const term of terms) {
    for (const run of runsOf(term)) {
      for (let at = 0; at + 1 < run.length; at++) {
        const three = at + 2 < run.length && isSpaced(run, at, 3);
        const inThree = at > 0 && isSpaced(run, at - 1, 3);
        if (three) found.add(`${run[at]}${run[at + 1]}${run[at + 2]}`);
        else if (!inThree) found.add(`${run[at]}${run[at + 1]}`);
      }
    }
  }
  // The longest first: they are the rarest.
  return [...found].sort((a, b) => b.length - a.length).slice(0, MAX_GRAMS);
}

const runsOf = (text: string): string[][] => [...text.matchAll(RUN)].map(([run]) => [...run]);
const isSpaced = (run: readonly string[], from: number, length: number): boolean =>
  run.slice(from, from + length).every((character) => SPACED.test(character));

/** What somebody typed, as the words that a text must all hold. */
export const termsOf = (query: string): string[] => [...new Set(normalise(query).split(/\s+/).filter(Boolean))];

/** True when the text holds every term, wherever. */
export function holdsTerms(text: string, terms: readonly string[]): boolean {
  const plain = normalise(text);
  return terms.every((term) => plain.includes(term));
}
