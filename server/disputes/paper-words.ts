import type { PaperWords } from "./paper-vocabulary.ts";
import { en } from "./paper-words.en.ts";
import { zh } from "./paper-words.zh.ts";

export type PaperLocale = "zh-CN" | "en";
export const paperWords = (locale: PaperLocale): PaperWords => (locale === "en" ? en : zh);

const BEIJING_MS = 8 * 3_600_000;

/** 2026-11-23 14:05:09, in Beijing. */
export function beijing(at: Date | string | null): string {
  if (at === null) return "—";
  return new Date(new Date(at).getTime() + BEIJING_MS).toISOString().slice(0, 19).replace("T", " ");
}

/** Fen as yuan in plain digits, for machines and people: 20000 → 200.00. */
export function yuan(fen: number | null): string {
  if (fen === null) return "—";
  const digits = Math.abs(fen).toString().padStart(3, "0");
  return `${fen < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
