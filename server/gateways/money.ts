/** Money as gateways write it: yuan with up to two decimals, and however many noughts after them. */
const YUAN = /^(-?)(\d{1,13})(?:\.(\d{1,2})(0{0,16}))?$/;

/**
 * Reads money text as fen, digit by digit: no float is ever involved.
 * @returns null for anything else than a plain amount of whole fen ("1e3", "1,000", "0.001", "")
 */
export function fenOfText(text: string): number | null {
  const match = YUAN.exec(text);
  if (!match) return null;
  const fen = Number(`${match[2]}${(match[3] ?? "").padEnd(2, "0")}`);
  return match[1] === "-" && fen !== 0 ? -fen : fen;
}

/** Writes fen as gateways want it: 200 → "2.00". */
export function yuanOfFen(fen: number): string {
  if (!Number.isSafeInteger(fen)) throw new RangeError("money is a whole number of fen");
  const digits = Math.abs(fen).toString().padStart(3, "0");
  return `${fen < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
