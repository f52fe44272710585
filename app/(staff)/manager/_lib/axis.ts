const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/**
 * Where the axis of a chart ends: not below the most, and so that it and its half are whole and round. Pure.
 * @param most the greatest value, any unit
 */
export function axisEnd(most: number): number {
  const half = Math.max(1, most / 2);
  const scale = 10 ** Math.floor(Math.log10(half));
  const round = ROUND.map((n) => n * scale).find((n) => n >= half && Number.isInteger(n));
  return 2 * (round ?? 10 * scale);
}
