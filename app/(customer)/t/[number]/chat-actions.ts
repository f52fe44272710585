"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError, notFound } from "#server/core/errors.ts";
import { cancelCall, markRead, rateTicket, requestCall, typeInTicket } from "#server/tickets/index.ts";
import { phoneSchema } from "#server/tickets/schemas.ts";
import { type FormState, textField, textValues } from "../../_lib/form.ts";
import { spend, spendOn, ticketContext } from "../../_lib/session.ts";
import { sayError, withErrors } from "../../_lib/words.ts";

const BUDGET = { name: "ticket-writes", points: 60, windowS: 600 };
/** Signs of life come every few seconds while somebody types or reads. */
const SIGNS = { name: "ticket-signs", points: 600, windowS: 600 };

async function mine(number: string): Promise<Ctx> {
  const ctx = await ticketContext(number);
  if (!ctx) throw notFound("TICKET");
  return ctx;
}

const place = (number: string, said: string) => `/t/${encodeURIComponent(number)}?said=${said}`;

/** The customer is writing. Whether it was noted is nothing that they have to know. */
export async function typing(number: string): Promise<void> {
  await sign(number, async (ctx) => typeInTicket({ ctx, input: { number } }));
}

/** The customer has read up to a message. */
export async function seen(number: string, messageId: string): Promise<void> {
  await sign(number, async (ctx) => {
    await markRead({ ctx, input: { number, messageId } });
  });
}

async function sign(number: string, act: (ctx: Ctx) => Promise<void>): Promise<void> {
  try {
    await spend(SIGNS);
    await act(await mine(number));
  } catch (error) {
    if (!isDomainError(error)) throw error;
  }
}

/** One tap says whether it went well; a comment may follow. A form, so that no mail program taps by looking. */
export async function rate(number: string, data: FormData): Promise<void> {
  let said = "rated";
  try {
    await spend(BUDGET);
    const ctx = await mine(number);
    await spendOn(BUDGET, ctx);
    const comment = data.get("comment");
    const input = { number, good: data.get("good") === "yes" };
    await rateTicket({
      ctx,
      input: { ...input, ...(typeof comment === "string" ? { comment: comment.slice(0, 1_000) } : {}) },
    });
  } catch (error) {
    if (!isDomainError(error)) throw error;
    said = "changed";
  }
  redirect(`${place(number, said)}#rating`);
}

/** Books a call. */
export async function callBack(number: string, previous: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("customer.call");
  const values = textValues(data);
  const fail = (field: string, message: string) => withErrors(previous, values, [{ field, message }]);
  const phone = phoneSchema.safeParse(textField(data, "phone") ?? "");
  if (!phone.success) return fail("phone", t("phoneWrong"));
  const slot = textField(data, "slot");
  if (!slot) return fail("slot", t("slotMissing"));
  try {
    await spend(BUDGET);
    const ctx = await mine(number);
    await spendOn(BUDGET, ctx);
    await requestCall({ ctx, input: { number, phone: phone.data, slot } });
  } catch (error) {
    const taken = t("slotTaken");
    return fail(
      "slot",
      await sayError(error, { SLOT_TAKEN: taken, SLOT_NOT_OFFERED: taken, CALL_UNDER_WAY: t("underWay") }),
    );
  }
  redirect(`${place(number, "callBooked")}#call`);
}

/** Takes the booked call back. */
export async function cancelCallBack(number: string): Promise<void> {
  let said = "callCancelled";
  try {
    await spend(BUDGET);
    await cancelCall({ ctx: await mine(number), input: { number } });
  } catch (error) {
    if (!isDomainError(error)) throw error;
    said = "changed";
  }
  redirect(`${place(number, said)}#call`);
}
