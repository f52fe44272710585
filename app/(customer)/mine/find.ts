"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { proveOwnership, startDiagnosis } from "#server/diagnosis/index.ts";
import { type FormState, textField, textValues } from "../_lib/form.ts";
import { grant, pageLocale, runContext, spend, visitorContext } from "../_lib/session.ts";
import { sayError, withErrors } from "../_lib/words.ts";

/** As the page of a run that asks for a proof: a stranger gets no more tries here. */
const BUDGET = { name: "prove", points: 20, windowS: 900 };

/**
 * Finds one order by its number and something that only its customer knows, and lets this browser in to that order's run, and with
 * it to its customer's inbox. Failures count at the order, as they do in the checklist; wrong and unknown answer alike.
 */
export async function find(previous: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("mine");
  const values = textValues(data);
  const [orderNo, proof] = [textField(data, "orderNo"), textField(data, "proof")];
  const errors = [
    ...(orderNo === undefined ? [{ field: "orderNo", message: t("orderEmpty") }] : []),
    ...(proof === undefined ? [{ field: "proof", message: t("proofEmpty") }] : []),
  ];
  if (orderNo === undefined || proof === undefined) return withErrors(previous, values, errors);
  let id: string;
  try {
    await spend(BUDGET);
    const started = await startDiagnosis({
      ctx: visitorContext(),
      input: { orderNo: orderNo.slice(0, 128), locale: await pageLocale() },
    });
    id = started.id;
    await proveOwnership({ ctx: runContext(id), input: { id, proof } });
    await grant("diagnoses", id);
  } catch (error) {
    const message = await sayError(error, { PROOF_NOT_ACCEPTED: t("wrong"), VALIDATION_FAILED: t("wrong") });
    return withErrors(previous, values, [{ field: "proof", message }]);
  }
  redirect(`/d/${id}`);
}
