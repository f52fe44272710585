/**
 * Reads what a person typed as yuan: "200", "200.5", "1,200.00". Exact, without floating point.
 * @returns fen, or null when it is not an amount above zero with at most two decimals
 */
export function fenOfYuan(text: string): number | null {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim().replace(/^¥/, "").replaceAll(",", ""));
  if (!match) return null;
  const fen = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return fen > 0 ? fen : null;
}

/** Fen as a person would type them: 20050 → "200.50". */
export const yuanOfFen = (fen: number): string => `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
