import type { Locale } from "../schemas.ts";
import { type ProblemCode, problemWords } from "./check-words.ts";

export type Path = readonly (string | number)[];
/** One fault of a pack: where, which, and a line in both languages. */
export type PackProblem = { path: Path; code: ProblemCode; message: Record<Locale, string> };
type Params = Record<string, string | number | boolean>;

const fill = (text: string, params: Params): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]).slice(0, 300) : whole));

/** @param params what the words name */
export function problem(path: Path, code: ProblemCode, params: Params = {}): PackProblem {
  const { "zh-CN": zh, en } = problemWords[code];
  return { path, code, message: { "zh-CN": fill(zh, params), en: fill(en, params) } };
}

/** The path as it is shown: `rules.causes.3.plans.0`. */
export const pathText = (path: Path): string => path.join(".");
