const DIGITS = "零一二三四五六七八九";
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000, 万: 10_000 };
const ALIASES: Readonly<Record<string, string>> = { 两: "二", 俩: "二", 〇: "零", 仟: "千", 佰: "百", 拾: "十" };

/** Characters that a number written out may consist of, for patterns. */
export const NUMERALS = "零〇一二两俩三四五六七八九十百千万拾佰仟";

/**
 * A number written out, as in speech: 两百, 一百五 (150), 三千二百, 十五, 一万二.
 * @returns undefined when it is none
 */
export function chineseNumber(text: string): number | undefined {
  const characters = [...text].map((character) => ALIASES[character] ?? character);
  let total = 0;
  let section = 0;
  let digit: number | undefined;
  let last = 0;
  for (const [at, character] of characters.entries()) {
    const value = DIGITS.indexOf(character);
    const unit = UNITS[character];
    if (value > 0) {
      if (digit !== undefined) return undefined;
      digit = value;
    } else if (value === 0) {
      last = 0;
    } else if (unit !== undefined) {
      if (digit === undefined && !(unit === 10 && section === 0) && !(unit === 10_000 && section > 0)) return undefined;
      if (unit === 10_000) {
        total = (section + (digit ?? 0)) * unit;
        section = 0;
      } else section += (digit ?? 1) * unit;
      digit = undefined;
      last = unit;
    } else return undefined;
    // 一百五 is a hundred and fifty: a last digit counts in the next lower unit.
    if (at === characters.length - 1 && digit !== undefined) section += digit * (last >= 100 ? last / 10 : 1);
  }
  const number = total + section;
  return number > 0 && number < 100_000_000 ? number : undefined;
}
