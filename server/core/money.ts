import { z } from "zod";

/** Integer fen (0.01 yuan). Money is never a float here. */
export const fenSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const positiveFenSchema = fenSchema.min(1);

/** Formats fen as yuan for people: 20000 → "¥200.00", -50 → "-¥0.50". */
export function formatFen(fen: number): string {
  const sign = fen < 0 ? "-" : "";
  const abs = Math.abs(fen);
  const yuan = Math.trunc(abs / 100).toString();
  const grouped = yuan.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${sign}¥${grouped}.${(abs % 100).toString().padStart(2, "0")}`;
}
