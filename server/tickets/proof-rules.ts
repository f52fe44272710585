import { MINUTE_MS } from "#server/core/clock.ts";
import type { ReadField, ReadStatus } from "#server/reading/schemas.ts";
import type { OwnProofCheck, ProofCheck, ProofField, ProofFieldName, ProofFlag } from "./schemas.ts";

/**
 * What a screenshot says beside what the records say, field by field. Pure. Whatever comes of it decides nothing: screenshots
 * are made in minutes, so a green one proves as little as a red one, and people look at the records.
 */

/** One payment as the records have it. */
export type RecordedPayment = {
  outTradeNo: string;
  gatewayTradeNo: string | null;
  amountFen: number;
  amountBy: "gateway" | "platform";
  paidAt: Date | null;
  paidAtBy: "gateway" | "platform";
  /** What became of it; null when nobody said. */
  status: "paid" | "unpaid" | "refunded" | null;
  statusBy: "gateway" | "platform";
};
export type Records = { orderNo: string; payments: readonly RecordedPayment[] };

/** Payment apps print the time by their own clock, banks when they tell of it. */
const SAME_TIME_MS = 5 * MINUTE_MS;
/** Below this a difference may as well be a mis-read digit. */
const SURE = 0.75;

const bare = (value: unknown) =>
  String(value)
    .normalize("NFKC")
    .replace(/[\s_-]/g, "")
    .toUpperCase();
const numbersOf = (payment: RecordedPayment) => [payment.outTradeNo, payment.gatewayTradeNo].flatMap((no) => no ?? []);
const isAmong = (value: unknown, numbers: readonly string[]) => numbers.some((number) => bare(number) === bare(value));

/** The best reading of a field. */
const readingOf = (fields: readonly ReadField[], name: ProofFieldName) => fields.find((field) => field.name === name);
/** Every number that a picture has, whatever it is called: bills call the shop's number and the gateway's alike. */
export const numbersRead = (fields: readonly ReadField[]): string[] =>
  fields.flatMap((field) => (field.name === "paymentNo" || field.name === "orderNo" ? [String(field.value)] : []));

/**
 * The payment that a picture is about: the one whose number is on it; else, when no payment number was read, the only one
 * that the order has.
 */
export function paymentShown(
  fields: readonly ReadField[],
  payments: readonly RecordedPayment[],
): { payment: RecordedPayment; byNumber: boolean } | undefined {
  const read = numbersRead(fields);
  const named = payments.find((payment) => numbersOf(payment).some((number) => isAmong(number, read)));
  if (named) return { payment: named, byNumber: true };
  const [only, ...others] = payments;
  const unnamed = readingOf(fields, "paymentNo") === undefined;
  return only && others.length === 0 && unnamed ? { payment: only, byNumber: false } : undefined;
}

/** Compares the fields of a picture with the records of an order. */
export function compareProof(fields: readonly ReadField[], records: Records | undefined): ProofField[] {
  const shown = paymentShown(fields, records?.payments ?? []);
  return [
    comparePaymentNo(fields, records),
    compareOrderNo(fields, records),
    compare(
      fields,
      "amountFen",
      shown && { value: shown.payment.amountFen, by: shown.payment.amountBy },
      (a, b) => a === b,
    ),
    compare(
      fields,
      "paidAt",
      timeOf(shown?.payment),
      (a, b) => Math.abs(Date.parse(String(a)) - Date.parse(String(b))) <= SAME_TIME_MS,
    ),
    // No record of ours names who was paid as the gateway's bill does.
    compare(fields, "payee", undefined, () => false),
    compare(fields, "status", statusOf(shown?.payment), (a, b) => statusFits(a as ReadStatus, b as string)),
  ];
}

type Recorded = { value: string | number; by: "gateway" | "platform" };

function timeOf(payment: RecordedPayment | undefined): Recorded | undefined {
  return payment?.paidAt ? { value: payment.paidAt.toISOString(), by: payment.paidAtBy } : undefined;
}

function statusOf(payment: RecordedPayment | undefined): Recorded | undefined {
  return payment?.status ? { value: payment.status, by: payment.statusBy } : undefined;
}

function statusFits(said: ReadStatus, recorded: string): boolean {
  if (said === "paid") return recorded === "paid" || recorded === "refunded";
  return said === "refunded" ? recorded === "refunded" : recorded === "unpaid";
}

function compare(
  fields: readonly ReadField[],
  name: ProofFieldName,
  recorded: Recorded | undefined,
  same: (said: string | number, record: string | number) => boolean,
): ProofField {
  const read = readingOf(fields, name);
  const shared = {
    name,
    said: read?.value ?? null,
    record: recorded?.value ?? null,
    source: recorded?.by ?? null,
    confidence: read?.confidence ?? null,
    crop: (read?.box ?? null) !== null,
  };
  if (!read) return { ...shared, verdict: "unknown", reason: "not_read" };
  if (!recorded) return { ...shared, verdict: "unknown", reason: "no_record" };
  if (same(read.value, recorded.value)) return { ...shared, verdict: "match", reason: "same" };
  if (read.confidence < SURE) return { ...shared, verdict: "unknown", reason: "unsure" };
  return { ...shared, verdict: "mismatch", reason: "different" };
}

function comparePaymentNo(fields: readonly ReadField[], records: Records | undefined): ProofField {
  const payments = records?.payments ?? [];
  const shown = paymentShown(fields, payments)?.payment ?? payments[0];
  const recorded = shown && {
    value: shown.gatewayTradeNo ?? shown.outTradeNo,
    by: shown.gatewayTradeNo ? shown.amountBy : ("platform" as const),
  };
  const numbers = payments.flatMap(numbersOf);
  const field = compare(fields, "paymentNo", recorded, (said) => isAmong(said, numbers));
  // A gateway's number can differ only from a gateway's number: while none is known, there is nothing to compare.
  const comparable = payments.some((payment) => payment.gatewayTradeNo !== null);
  return field.verdict === "mismatch" && !comparable ? { ...field, verdict: "unknown", reason: "no_record" } : field;
}

function compareOrderNo(fields: readonly ReadField[], records: Records | undefined): ProofField {
  // Bills print the shop's own payment number where the order's number would stand.
  const numbers = records ? [records.orderNo, ...records.payments.flatMap(numbersOf)] : [];
  return compare(fields, "orderNo", records && { value: records.orderNo, by: "platform" }, (said) =>
    isAmong(said, numbers),
  );
}

/** Red when anything differs; green when number and sum agree; grey otherwise. */
export function overallOf(fields: readonly Pick<ProofField, "name" | "verdict">[]): ProofCheck["overall"] {
  if (fields.some((field) => field.verdict === "mismatch")) return "differs";
  const matches = (name: ProofFieldName) => fields.some((field) => field.name === name && field.verdict === "match");
  return matches("paymentNo") && matches("amountFen") ? "agrees" : "unclear";
}

/** The sum on the picture is not the one that the gateway has for the very payment that the picture names. */
export function alteredAmount(fields: readonly ReadField[], records: Records | undefined): boolean {
  const shown = paymentShown(fields, records?.payments ?? []);
  const said = readingOf(fields, "amountFen");
  if (!shown?.byNumber || shown.payment.amountBy !== "gateway" || !said) return false;
  return said.confidence >= SURE && said.value !== shown.payment.amountFen;
}

/** Another ticket's file, as far as telling re-used proofs needs it. */
export type OtherProof = {
  number: string;
  orderNo: string | null;
  customerId: string | null;
  diagnosisId: string | null;
};

/** True when a proof on both tickets is one too many: they are of different people, or of different orders. */
export function isElsewhere(mine: OtherProof, other: OtherProof): boolean {
  if (mine.number === other.number) return false;
  if (mine.diagnosisId !== null && mine.diagnosisId === other.diagnosisId) return false;
  if (mine.customerId !== null && other.customerId !== null && mine.customerId !== other.customerId) return true;
  return mine.orderNo === null || mine.orderNo !== other.orderNo;
}

/** What the customer may see of a check: what their own picture says and whether it agrees, and only of an order that is theirs. */
export function ownView({ attachmentId, state, overall, fields }: ProofCheck, ownsOrder: boolean): OwnProofCheck {
  return {
    attachmentId,
    state,
    overall: ownsOrder ? overall : "unclear",
    fields: fields.map(({ name, said, verdict }) => ({ name, said, verdict: ownsOrder ? verdict : "unknown" })),
  };
}

/** A flag, with at most as many tickets as are shown. */
export const flag = (
  kind: ProofFlag["kind"],
  others: readonly OtherProof[] = [],
  orderNo: string | null = null,
): ProofFlag => ({
  kind,
  tickets: others.slice(0, 5).map((other) => ({ number: other.number, orderNo: other.orderNo })),
  orderNo,
});
