import { isDomainError } from "#server/core/errors.ts";
import { startDiagnosis, viewDiagnosisPage } from "#server/diagnosis/index.ts";
import { readText } from "#server/reading/index.ts";
import { numberOf } from "./readings.ts";
import { grant, pageLocale, runContext, spend, visitorContext } from "./session.ts";
import type { StartError } from "./start-words.ts";

const START_BUDGET = { name: "start", points: 60, windowS: 600 };
/** Shared with the page that asks for a proof: naming a payment number is one. */
export const PROVE_BUDGET = { name: "prove", points: 30, windowS: 600 };
const MAX_TEXT_CHARS = 2_000;

export type Beginning = {
  text: string;
  orderNo: string;
  paymentNo: string;
  /** Pictures come with it, or follow: what is read of all of it is confirmed on a page of its own. */
  pictures: boolean;
};
export type Begun = { id: string; next: string } | { errors: { field: string; code: StartError }[] };

/** Starts a run from what stands in the box. @returns the run and the page to go on with, or what is wrong with the input */
export async function beginRun({ text, pictures, ...typed }: Beginning): Promise<Begun> {
  const { orderNo, paymentNo } = { orderNo: bare(typed.orderNo), paymentNo: bare(typed.paymentNo) };
  const errors: { field: string; code: StartError }[] = [];
  if (text === "" && orderNo === "" && paymentNo === "" && !pictures) errors.push({ field: "text", code: "empty" });
  if (text.length > MAX_TEXT_CHARS) errors.push({ field: "text", code: "tooLong" });
  for (const [field, value] of Object.entries({ orderNo, paymentNo })) {
    if (value !== "" && numberOf(value) === undefined) errors.push({ field, code: "badNumber" });
  }
  if (errors.length > 0) return { errors };
  await spend(START_BUDGET);
  const { orderNo: readOrder, paymentNo: readPayment } = readText(text);
  const guesses = paymentNo !== "" || readPayment !== undefined || (orderNo !== "" && readOrder !== undefined);
  const unconfirmed = pictures || (guesses && !(await mayProve()));
  const input = {
    ...(text === "" ? {} : { text }),
    ...(orderNo === "" ? {} : { orderNo }),
    ...(paymentNo === "" ? {} : { paymentNo }),
    unconfirmed,
    locale: await pageLocale(),
  };
  const { id } = await startDiagnosis({ ctx: visitorContext(), input });
  await grant("diagnoses", id);
  const named = orderNo !== "" || paymentNo !== "" || readOrder !== undefined || readPayment !== undefined;
  // With pictures all readings are confirmed together; without any number the same page asks for one.
  return { id, next: pictures || !named ? `/d/${id}/read` : await nextPage(id) };
}

/** A number as it is looked up; what is none stays as it was typed, to be complained of. */
const bare = (typed: string): string => numberOf(typed) ?? typed;

/** Where a run of this visitor goes on once it is clear what was named: to its page, or first to the one that asks for a proof. */
export async function nextPage(id: string): Promise<string> {
  const page = await viewDiagnosisPage({ ctx: runContext(id), input: { id, locale: await pageLocale() } });
  return page.proof === "needed" ? `/d/${id}/prove` : `/d/${id}`;
}

/** Counts one proof of this visitor's address. @returns false when there were too many: then nothing is proven by naming it */
export async function mayProve(): Promise<boolean> {
  try {
    await spend(PROVE_BUDGET);
    return true;
  } catch (error) {
    if (isDomainError(error, "RATE_LIMITED")) return false;
    throw error;
  }
}
