import type { Db } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { customerIdOf } from "#server/core/customer-id.ts";
import { findOrder, type NamedOrder } from "#server/orders/index.ts";
import type { TextReading } from "#server/reading/index.ts";
import { checkAnswer } from "./answers.ts";
import type { Pack } from "./pack/schema.ts";
import type { AnswerValue } from "./schemas.ts";
import type { Given } from "./session.ts";

/** What numbers and texts lead to at the start of a run, and again when what was read is confirmed. */

export const tidy = (value: string): string => value.normalize("NFKC").trim();

/** Every number that was named, likeliest first. */
export function namedNumbers({ orderNo, paymentNo }: Given, candidates: readonly string[] = []): string[] {
  return [...new Set([orderNo, paymentNo, ...candidates].filter((no) => no !== undefined))];
}

/**
 * The order that the numbers lead to, whether or not there is one: whether any was found shows to nobody before the proof.
 * @returns `orderNo` is the named one when nothing was found
 */
export async function resolveOrder(
  reader: Db,
  given: Given,
  candidates: readonly string[],
): Promise<{ orderNo: string | null; found: NamedOrder | undefined }> {
  const found = await findOrder(reader, namedNumbers(given, candidates));
  return { orderNo: found?.orderNo ?? given.orderNo ?? null, found };
}

/** A signed-in customer's own order needs no further proof. */
export function isTheirs({ actor }: Ctx, found: NamedOrder | undefined): boolean {
  const customerId = customerIdOf(actor);
  return customerId !== undefined && found?.customerId === customerId;
}

/**
 * What a text answers by itself, where the pack asks for it. A debit that it denies is asked again: only an explicit "no" may
 * ease a warning.
 */
export function answersIn(
  pack: Pack,
  read: Pick<TextReading, "debited" | "errorText" | "page" | "when" | "orderRight" | "bankSms" | "entry" | "notice">,
): [string, AnswerValue][] {
  const said: [string, string | undefined][] = [
    ["user.debited", read.debited === "no" ? undefined : read.debited],
    ["user.error", read.errorText],
    ["user.page", read.page],
    ["user.when", read.when],
    ["user.order_right", read.orderRight],
    ["user.bank_sms", read.bankSms],
    ["user.entry", read.entry],
    ["user.notice", read.notice],
  ];
  return said.flatMap(([fact, value]) => {
    const question = pack.questions.find((one) => one.fact === fact);
    if (!question || value === undefined) return [];
    try {
      return [[question.id, checkAnswer(pack, question.id, value)] as [string, AnswerValue]];
    } catch {
      // This pack asks it with other choices: it is asked as ever.
      return [];
    }
  });
}
