"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { startDiagnosis } from "#server/diagnosis/index.ts";
import { readText as readStartText } from "#server/reading/index.ts";
import { type FormState, textField, textValues } from "./_lib/form.ts";
import { grant, pageLocale, spend, visitorContext } from "./_lib/session.ts";
import { sayError, withErrors } from "./_lib/words.ts";

const START_BUDGET = { name: "start", points: 60, windowS: 600 };
const MAX_TEXT_CHARS = 2_000;
const NUMBER = /^[\w.-]{1,128}$/;

/** The start box: first reads what was typed, then, once that was confirmed, starts the run. */
export async function start(previous: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("customer.start");
  const values = textValues(data);
  return values.step === "confirm" ? startConfirmed(previous, data) : readText(previous, values, t);
}

type StartWords = Awaited<ReturnType<typeof getTranslations<"customer.start">>>;

function readText(previous: FormState, values: Record<string, string>, t: StartWords): FormState | Promise<FormState> {
  const text = (values.text ?? "").trim();
  if (text === "") return withErrors(previous, values, [{ field: "text", message: t("empty") }]);
  if (text.length > MAX_TEXT_CHARS) return withErrors(previous, values, [{ field: "text", message: t("tooLong") }]);
  const read = readStartText(text);
  const typed = { ...values, orderNo: read.orderNo ?? "", paymentNo: read.paymentNo ?? "" };
  // A bare number needs no confirming: it is all that was typed.
  if (text === read.orderNo || text === read.paymentNo) return run(previous, typed, { ...read, text: undefined });
  return withErrors(previous, typed, [], "confirm");
}

async function startConfirmed(previous: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("customer.start");
  const values = textValues(data);
  if (values.again !== undefined) return withErrors(previous, { text: values.text ?? "" }, []);
  const [orderNo, paymentNo, text] = ["orderNo", "paymentNo", "text"].map((name) => textField(data, name));
  const errors = [
    ...(orderNo !== undefined && !NUMBER.test(orderNo) ? [{ field: "orderNo", message: t("badNumber") }] : []),
    ...(paymentNo !== undefined && !NUMBER.test(paymentNo) ? [{ field: "paymentNo", message: t("badNumber") }] : []),
  ];
  if (errors.length > 0) return withErrors(previous, values, errors, "confirm");
  return run(previous, values, { orderNo, paymentNo, text });
}

type Begin = { orderNo?: string | undefined; paymentNo?: string | undefined; text?: string | undefined };

async function run(previous: FormState, values: Record<string, string>, begin: Begin): Promise<FormState> {
  let id: string;
  try {
    await spend(START_BUDGET);
    const input = Object.fromEntries(
      (["orderNo", "paymentNo", "text"] as const).flatMap((key) => (begin[key] ? [[key, begin[key]]] : [])),
    );
    const view = await startDiagnosis({ ctx: visitorContext(), input: { ...input, locale: await pageLocale() } });
    id = view.id;
    await grant("diagnoses", id);
  } catch (error) {
    return withErrors(previous, values, [{ field: "text", message: await sayError(error) }], previous.step);
  }
  redirect(begin.orderNo || begin.paymentNo ? `/d/${id}/prove` : `/d/${id}`);
}
