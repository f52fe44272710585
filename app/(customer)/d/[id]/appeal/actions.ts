"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { askSecondLook, openAppeal, ownAppealPage, withdrawEvidence } from "#server/appeals/index.ts";
import { type EvidenceItem, evidenceItems } from "#server/appeals/schemas.ts";
import { isDomainError, notFound } from "#server/core/errors.ts";
import { type FormState, textField, textValues } from "../../../_lib/form.ts";
import { grant, spend, spendOn } from "../../../_lib/session.ts";
import { sayError, withErrors } from "../../../_lib/words.ts";
import { type AppealPlace, appealPlace, backTo } from "./place.ts";

const BUDGET = { name: "appeals", points: 30, windowS: 600 };
const MAX_TEXT = 2_000;
const MAX_STATEMENT = 5_000;
/** A phone number or an e-mail address, loosely: a person will read it. */
const CONTACT = /^(\+?[\d\s-]{5,20}|[^\s@]+@[^\s@]+\.[^\s@]+)$/;

async function mine(id: string, ticket: string | undefined): Promise<AppealPlace> {
  const place = await appealPlace(id, ticket);
  if (!place) throw notFound("APPEAL");
  return place;
}

/** What was written for each item; an empty field is none. */
function textsOf(data: FormData): { item: EvidenceItem; text: string }[] {
  return evidenceItems.flatMap((item) => {
    const text = textField(data, `item.${item}`);
    return text === undefined ? [] : [{ item, text }];
  });
}

async function problemsOf(data: FormData, texts: { item: EvidenceItem; text: string }[]): Promise<FormState["errors"]> {
  const t = await getTranslations("appeals.own");
  const statement = textField(data, "statement");
  const contact = textField(data, "contact");
  return [
    ...texts.flatMap(({ item, text }) =>
      text.length > MAX_TEXT ? [{ field: `item.${item}`, message: t("tooLong", { max: MAX_TEXT }) }] : [],
    ),
    ...(statement && statement.length > MAX_STATEMENT
      ? [{ field: "statement", message: t("tooLong", { max: MAX_STATEMENT }) }]
      : []),
    ...(contact && !CONTACT.test(contact) ? [{ field: "contact", message: t("contactBad") }] : []),
  ];
}

/** Sends the appeal, or adds to the one that is open. Sent twice, or from two tabs, it is the same one. */
export async function send(
  id: string,
  ticket: string | undefined,
  previous: FormState,
  data: FormData,
): Promise<FormState> {
  const t = await getTranslations("appeals.own");
  const values = textValues(data);
  const texts = textsOf(data);
  const errors = await problemsOf(data, texts);
  if (errors.length > 0) return withErrors(previous, values, errors);
  let next: string;
  try {
    await spend(BUDGET);
    const { ctx, where, address } = await mine(id, ticket);
    await spendOn(BUDGET, ctx);
    const page = await ownAppealPage({ ctx, where });
    const open = page.kind === "appeal" && page.appeal.outcome === null;
    const statement = textField(data, "statement");
    const contact = textField(data, "contact");
    if (open && texts.length === 0 && statement === undefined) {
      return withErrors(previous, values, [{ field: "statement", message: t("emptyForm") }]);
    }
    const more = { ...(statement && { statement }), ...(contact && { contact }) };
    const { appeal } = await openAppeal({ ctx, input: { ...where, ...more, evidence: texts } });
    await grant("tickets", appeal.ticketNumber);
    next = backTo(address, { said: open ? "added" : "sent" });
  } catch (error) {
    const decided = t("other");
    const field = texts[0] ? `item.${texts[0].item}` : "statement";
    const message = await sayError(error, {
      APPEAL_DECIDED: decided,
      NOTHING_TO_APPEAL: t("nothingText"),
      TICKET_CLOSED: decided,
    });
    return withErrors(previous, values, [{ field, message }]);
  }
  redirect(next);
}

/** Takes something back that was given. */
export async function withdraw(id: string, ticket: string | undefined, evidenceId: string): Promise<void> {
  const { ctx, where, address } = await mine(id, ticket);
  let said = "withdrawn";
  try {
    await withdrawEvidence({ ctx, where, input: { id: evidenceId } });
  } catch (error) {
    if (!isDomainError(error)) throw error;
    said = "changed";
  }
  redirect(backTo(address, { said }));
}

/** Asks for another person to look again. */
export async function lookAgain(
  id: string,
  ticket: string | undefined,
  appealId: string,
  previous: FormState,
  data: FormData,
): Promise<FormState> {
  const t = await getTranslations("appeals.own");
  const values = textValues(data);
  const reason = textField(data, "reason");
  const fail = (message: string) => withErrors(previous, values, [{ field: "reason", message }]);
  if (reason === undefined) return fail(t("lookEmpty"));
  if (reason.length > MAX_TEXT) return fail(t("tooLong", { max: MAX_TEXT }));
  let next: string;
  try {
    await spend(BUDGET);
    const { ctx, where, address } = await mine(id, ticket);
    await spendOn(BUDGET, ctx);
    await askSecondLook({ ctx, where, input: { id: appealId, reason } });
    next = backTo(address, { said: "looked" });
  } catch (error) {
    const changed = t("changed");
    const known = ["SECOND_LOOK_DONE", "SECOND_LOOK_OVER", "NOT_DENIED", "ORDER_HAS_OPEN_TICKET", "APPEAL_OPEN"];
    return fail(await sayError(error, Object.fromEntries(known.map((code) => [code, changed]))));
  }
  redirect(next);
}
