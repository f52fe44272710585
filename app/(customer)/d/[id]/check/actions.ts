"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { notFound } from "#server/core/errors.ts";
import { type OwnerContact, ownerContact, requestHuman, viewDiagnosis } from "#server/diagnosis/index.ts";
import { claims } from "#server/diagnosis/schemas.ts";
import { openTicket, runAttachments } from "#server/tickets/index.ts";
import { type FormState, textField, textValues } from "../../../_lib/form.ts";
import { diagnosisContext, grant, spend, spendOn } from "../../../_lib/session.ts";
import { sayError, withErrors } from "../../../_lib/words.ts";

const BUDGET = { name: "tickets", points: 30, windowS: 600 };
const MAX_DESCRIPTION_CHARS = 5_000;
/** A phone number or an e-mail address, loosely: a person will read it. */
const CONTACT = /^(\+?[\d\s-]{5,20}|[^\s@]+@[^\s@]+\.[^\s@]+)$/;

/** The contact that the page filled in, masked. */
async function contactOnRecord(id: string): Promise<OwnerContact | null> {
  const ctx = await diagnosisContext(id);
  return ctx ? ownerContact({ ctx, input: { id } }) : null;
}

/** Opens the ticket. Sent twice, or from two tabs, it leads to the same one. */
export async function send(id: string, previous: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("customer.check");
  const values = textValues(data);
  const claim = claims.find((known) => known === values.claim);
  const description = textField(data, "description");
  const typed = textField(data, "contact");
  const known = typed?.includes("*") ? await contactOnRecord(id) : null;
  const contact = known !== null && typed === known.masked ? known.value : typed;
  const errors = [
    ...(claim ? [] : [{ field: "claim", message: t("claimMissing") }]),
    ...((description?.length ?? 0) > MAX_DESCRIPTION_CHARS
      ? [{ field: "description", message: t("descriptionLong") }]
      : []),
    ...(contact !== undefined && contact !== known?.value && !CONTACT.test(contact)
      ? [{ field: "contact", message: t("contactBad") }]
      : []),
  ];
  if (!claim || errors.length > 0) return withErrors(previous, values, errors);
  let next: string;
  try {
    await spend(BUDGET);
    const ctx = await diagnosisContext(id);
    if (!ctx) throw notFound("DIAGNOSIS");
    await spendOn(BUDGET, ctx);
    // Whoever sends before the questions end wants a person, and the run should say so.
    if ((await viewDiagnosis({ ctx, input: { id } })).question) await requestHuman({ ctx, input: { id } });
    const files = await runAttachments({ ctx, input: { diagnosisId: id } });
    const attachmentIds = files.slice(0, 10).map((file) => file.id);
    const ticket = await openTicket({ ctx, input: { diagnosisId: id, claim, description, contact, attachmentIds } });
    await grant("tickets", ticket.number);
    next = `/t/${ticket.number}/done${ticket.existing ? "?existing=1" : ""}`;
  } catch (error) {
    return withErrors(previous, values, [{ field: "claim", message: await sayError(error) }]);
  }
  redirect(next);
}
