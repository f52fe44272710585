import { canonicalJson } from "#server/core/canonical.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { type CauseCode, type Locale, localeOf } from "../schemas.ts";
import { en } from "./copy.en.ts";
import { zh } from "./copy.zh.ts";
import { rules } from "./rules.ts";
import { type Pack, type PackContent, type PackCopy, packContentSchema } from "./schema.ts";

/** The version of a pack's content: the first 16 hex digits of a hash that any spelling of the same content shares. */
export const versionOf = (content: unknown): string => sha256Hex(canonicalJson(content)).slice(0, 16);

/** Puts checked content and its version together to what the engine takes. */
export function packOf({ rules, copy }: PackContent, version: string): Pack {
  const remedyTexts = Object.fromEntries(
    rules.remedies.map(({ code }) => [code, Object.values(copy).map((words) => words.remedies[code] ?? "")]),
  );
  return { ...rules, version, copy, remedyTexts };
}

/**
 * Checks a pack's form and gives it its version: a hash of rules and words, so that the same version always means the same.
 * @throws ZodError when the data is malformed
 */
export function loadPack(rawRules: unknown, copies: Record<Locale, unknown>): Pack {
  const content = packContentSchema.parse({ rules: rawRules, copy: copies });
  return packOf(content, versionOf(content));
}

/** The pack that this code brings. What runs use is `runningPack`, and their own `packFor`. */
export const pack: Pack = loadPack(rules, { "zh-CN": zh, en });

/** A pack's rules and words, as they are kept. */
export function contentOf({ version: _, copy, remedyTexts: __, ...rules }: Pack): PackContent {
  return { rules, copy };
}

/** Checked content as the engine takes it. */
export const packOfContent = (content: PackContent): Pack => packOf(content, versionOf(content));

/** A pack's words in the language of the caller; the built-in pack's when none is given. */
export const copyOf = (locale: string | undefined, of: Pack = pack): PackCopy => of.copy[localeOf(locale)];

/** What a why-sentence says of a fact's value; undefined when it is not one that is weighed. */
export function whyText(fact: string, value: unknown, locale: string, of: Pack = pack): string | undefined {
  return copyOf(locale, of).why[`${fact}=${String(value)}`];
}

/** The title of a cause, for lists. */
export const causeTitle = (code: CauseCode, locale: string, of: Pack = pack): string =>
  copyOf(locale, of).causes[code].title;

/** Everything that is said about a cause: to the customer, and in `agentNote` to staff; who takes it and how fast. */
export function causeInfo(code: CauseCode, locale: string, of: Pack = pack) {
  const rule = of.causes.find((cause) => cause.code === code);
  return { code, ...copyOf(locale, of).causes[code], team: rule?.team ?? "support", sla: rule?.sla ?? "standard" };
}
export type CauseInfo = ReturnType<typeof causeInfo>;
