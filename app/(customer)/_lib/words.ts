import { getTranslations } from "next-intl/server";
import { readTrouble } from "#app/_lib/trouble.ts";
import { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { unavailable } from "#server/core/unavailable.ts";
import type { KeptFormLabels } from "../_parts/kept-form.tsx";
import type { FormState } from "./form.ts";

/** The words that every form needs, for the client component that shows it. */
export async function formLabels(): Promise<KeptFormLabels> {
  const t = await getTranslations("customer.form");
  return { summary: t("summary"), offline: t("offline"), draftKept: t("draftKept"), sending: t("sending") };
}

/** The same form again with these errors, and with what was typed. */
export function withErrors(
  previous: FormState,
  values: Record<string, string>,
  errors: FormState["errors"],
  step?: string,
): FormState {
  return { values, errors, turn: previous.turn + 1, ...(step === undefined ? {} : { step }) };
}

/**
 * What to say about an error of a verb: words of the caller for the codes it knows, else that it was too often, else what
 * is wrong with the machine, else that it is our fault (and then it is logged).
 */
export async function sayError(error: unknown, known: Record<string, string> = {}): Promise<string> {
  const t = await getTranslations("customer.form");
  if (error instanceof DomainError) {
    const words = known[error.code];
    if (words !== undefined) return words;
    if (error.status === 429) {
      const seconds = Number(error.details.retryAfterS ?? 60);
      return t("tooMany", { minutes: Math.max(1, Math.ceil(seconds / 60)) });
    }
  }
  logger.error({ err: error }, "a customer's form failed");
  const trouble = readTrouble(unavailable(error)?.code);
  if (trouble) return (await getTranslations("error.trouble"))(`${trouble}.body`);
  return t("failed");
}
