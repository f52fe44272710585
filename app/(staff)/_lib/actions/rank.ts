/** How well words fit what was typed: 0 not at all, more the better. Pure. */
export function rank(text: string, typed: string): number {
  const words = text.toLowerCase();
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return 1;
  if (words.startsWith(wanted)) return 4;
  const at = words.indexOf(wanted);
  if (at > 0) return /[\s·/（(-]/.test(words[at - 1] ?? "") ? 3 : 2;
  let from = 0;
  for (const character of wanted) {
    from = words.indexOf(character, from) + 1;
    if (from === 0) return 0;
  }
  return 1;
}

/** What fits, the best first; what fits as well stays in its order. */
export const ranked = <T>(all: readonly T[], typed: string, textsOf: (one: T) => readonly string[]): T[] =>
  all
    .map((one, i) => ({ one, i, score: Math.max(...textsOf(one).map((text) => rank(text, typed))) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.i - b.i)
    .map(({ one }) => one);
