import { createHash } from "node:crypto";
import { type CauseCode, type Locale, localeOf } from "../schemas.ts";
import { en } from "./copy.en.ts";
import { zh } from "./copy.zh.ts";
import { rules } from "./rules.ts";
import { type Pack, type PackCopy, type PackRules, packCopySchema, packSchema } from "./schema.ts";

/**
 * Checks a pack and gives it its version: a hash of rules and words, so that the same version always means the same.
 * @throws ZodError when the data is malformed
 */
export function loadPack(
  rawRules: unknown,
  copies: Record<Locale, unknown>,
): { pack: Pack; copy: Record<Locale, PackCopy> } {
  const checked: PackRules = packSchema.parse(rawRules);
  const copy = { "zh-CN": packCopySchema.parse(copies["zh-CN"]), en: packCopySchema.parse(copies.en) };
  const hash = createHash("sha256").update(JSON.stringify({ checked, copy })).digest("hex");
  const remedyTexts = Object.fromEntries(
    checked.remedies.map(({ code }) => [code, Object.values(copy).map((words) => words.remedies[code] ?? "")]),
  );
  return { pack: { ...checked, version: hash.slice(0, 16), remedyTexts }, copy };
}

const loaded = loadPack(rules, { "zh-CN": zh, en });

export const pack: Pack = loaded.pack;
/** The pack's words in the language of the caller. */
export const copyOf = (locale: string | undefined): PackCopy => loaded.copy[localeOf(locale)];

/** What a why-sentence says of a fact's value; undefined when it is not one that is weighed. */
export function whyText(fact: string, value: unknown, locale: string): string | undefined {
  return copyOf(locale).why[`${fact}=${String(value)}`];
}

/** The title of a cause, for lists. */
export const causeTitle = (code: CauseCode, locale: string): string => copyOf(locale).causes[code].title;

/** Everything that is said about a cause: to the customer, and in `agentNote` to staff; who takes it and how fast. */
export function causeInfo(code: CauseCode, locale: string) {
  const rule = pack.causes.find((cause) => cause.code === code);
  return { code, ...copyOf(locale).causes[code], team: rule?.team ?? "support", sla: rule?.sla ?? "standard" };
}
export type CauseInfo = ReturnType<typeof causeInfo>;
