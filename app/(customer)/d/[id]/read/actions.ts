"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { notFound } from "#server/core/errors.ts";
import { confirmReading, type Named, viewDiagnosisPage } from "#server/diagnosis/index.ts";
import { type FormState, textField, textValues } from "../../../_lib/form.ts";
import { loadReadings } from "../../../_lib/load-readings.ts";
import { type ConfirmedField, fenOf, numberOf, timeOf } from "../../../_lib/readings.ts";
import { diagnosisContext, spend } from "../../../_lib/session.ts";
import { nextPage, PROVE_BUDGET } from "../../../_lib/start.ts";
import { sayError, withErrors } from "../../../_lib/words.ts";

const MAX_LINE_CHARS = 200;

/** Confirms what was read, as it stands in the form now. */
export async function confirm(id: string, previous: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("customer.read");
  const values = textValues(data);
  const errors: FormState["errors"] = [];
  /** A field's own text goes before what was picked: whoever types means it. */
  const said = (name: ConfirmedField) => {
    const picked = textField(data, `pick.${name}`);
    return textField(data, name) ?? (picked === "own" ? undefined : picked);
  };
  const checked = <T>(
    name: ConfirmedField,
    read: (text: string) => T | undefined,
    wrong: "badNumber" | "badAmount" | "badTime",
  ) => {
    const text = said(name);
    const value = text === undefined ? undefined : read(text);
    if (text !== undefined && value === undefined) errors.push({ field: name, message: t(wrong) });
    return value;
  };
  const line = (name: ConfirmedField) => said(name)?.slice(0, MAX_LINE_CHARS);
  const named: Named = {
    orderNo: checked("orderNo", numberOf, "badNumber"),
    paymentNo: checked("paymentNo", numberOf, "badNumber"),
    amountFen: checked("amountFen", fenOf, "badAmount"),
    paidAt: checked("paidAt", (text) => timeOf(text, new Date()), "badTime")?.toISOString(),
    payee: line("payee"),
    channel: line("channel"),
    errorText: line("errorText"),
    paid: values.paid === "1",
  };
  if (errors.length > 0) return withErrors(previous, values, errors);
  try {
    if (named.paymentNo !== undefined) await spend(PROVE_BUDGET);
    await confirmNamed(id, named);
  } catch (error) {
    return withErrors(previous, values, [{ field: "orderNo", message: await sayError(error) }]);
  }
  redirect(await nextPage(id));
}

async function confirmNamed(id: string, named: Named): Promise<void> {
  const ctx = await diagnosisContext(id);
  if (!ctx) throw notFound("DIAGNOSIS");
  const { given } = await viewDiagnosisPage({ ctx, input: { id } });
  // What else is a payment's number on the bill: read again rather than taken from the form.
  const { candidates } =
    named.paymentNo === undefined ? { candidates: [] } : (await loadReadings(ctx, id, given)).readings;
  await confirmReading({ ctx, input: { id, named: { ...named, candidates } } });
}
