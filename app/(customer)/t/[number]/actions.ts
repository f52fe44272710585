"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError, notFound } from "#server/core/errors.ts";
import { confirmResolved, postMessage, renewTicketLink, reopenTicket } from "#server/tickets/index.ts";
import { type FormState, textField, textValues } from "../../_lib/form.ts";
import { grant, spend, spendOn, ticketContext } from "../../_lib/session.ts";
import { sayError, withErrors } from "../../_lib/words.ts";

const BUDGET = { name: "ticket-writes", points: 60, windowS: 600 };
const MAX_CHARS = 5_000;

async function mine(number: string): Promise<Ctx> {
  const ctx = await ticketContext(number);
  if (!ctx) throw notFound("TICKET");
  return ctx;
}

const place = (number: string, said: string) => `/t/${encodeURIComponent(number)}?said=${said}`;

/** Adds the customer's words to the conversation. */
export async function reply(number: string, previous: FormState, data: FormData): Promise<FormState> {
  return say(number, previous, data, "body", async (ctx, body) => {
    await postMessage({ ctx, input: { number, body, visibility: "public" } });
    return `${place(number, "sent")}#messages`;
  });
}

/** Opens the ticket again, with the reason. */
export async function reopen(number: string, previous: FormState, data: FormData): Promise<FormState> {
  return say(number, previous, data, "reason", async (ctx, reason) => {
    await reopenTicket({ ctx, input: { number, reason } });
    return place(number, "reopened");
  });
}

/** The customer says that it is solved. Saying it twice changes nothing. */
export async function confirm(number: string): Promise<void> {
  const ctx = await mine(number);
  let said = "confirmed";
  try {
    await confirmResolved({ ctx, input: { number } });
  } catch (error) {
    if (!isDomainError(error)) throw error;
    said = "changed";
  }
  redirect(place(number, said));
}

/** Replaces the ticket's link. This browser stays in; those that only the old link let in do not. */
export async function renewLink(number: string): Promise<void> {
  let said = "renewed";
  try {
    await spend(BUDGET);
    const ctx = await mine(number);
    await renewTicketLink({ ctx, input: { number } });
    await grant("tickets", number);
  } catch (error) {
    if (!isDomainError(error)) throw error;
    said = "renewFailed";
  }
  redirect(`${place(number, said)}#link`);
}

async function say(
  number: string,
  previous: FormState,
  data: FormData,
  field: string,
  write: (ctx: Ctx, text: string) => Promise<string>,
): Promise<FormState> {
  const t = await getTranslations("customer.ticket");
  const values = textValues(data);
  const text = textField(data, field);
  const fail = (message: string) => withErrors(previous, values, [{ field, message }]);
  if (text === undefined) return fail(t("replyEmpty"));
  if (text.length > MAX_CHARS) return fail(t("replyLong"));
  let next: string;
  try {
    await spend(BUDGET);
    const ctx = await mine(number);
    await spendOn(BUDGET, ctx);
    next = await write(ctx, text);
  } catch (error) {
    const changed = t("changed");
    return fail(
      await sayError(error, {
        TICKET_CLOSED: changed,
        TICKET_OPEN: changed,
        REOPEN_WINDOW_OVER: t("closedText"),
        ORDER_HAS_OPEN_TICKET: t("otherOpen"),
      }),
    );
  }
  redirect(next);
}
