import { expect } from "vitest";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { receiveEvents } from "#server/orders/index.ts";
import { answerQuestion, startDiagnosis } from "../index.ts";
import type { AnswerValue, DiagnosisView } from "../schemas.ts";

/** For tests: an order's story told as a platform's events, and what its owner is advised. Times are seconds from the order. */

const BEGAN = Date.parse("2026-11-20T04:00:00Z");
/** Somebody who may see every record, so many minutes after the order. */
export const minutesIn = (minutes: number): Ctx => ({
  actor: { kind: "apiKey", id: "k", name: "k", scopes: ["*"] },
  clock: fixedClock(new Date(BEGAN + minutes * 60_000)),
});
const late = minutesIn(45);

export type Told = readonly [atS: number, type: string, data: Record<string, unknown>];
export const PAY = { orderNo: "O1", outTradeNo: "P1", amountFen: 10_000 };
type More = Record<string, unknown>;

export const created = (orderNo = "O1", more: More = {}, atS = 0): Told => [
  atS,
  "order.created",
  {
    ...{ orderNo, customerId: "C1", productType: "direct", productName: "点券", sku: "s" },
    ...{ faceValueFen: 10_000, amountFen: 10_000, target: "88001", ...more },
  },
];
export const attempted = (atS = 20, more: More = {}): Told => [
  atS,
  "payment.attempted",
  { ...PAY, channel: "alipay", method: "wap", ...more },
];
export const succeeded = (atS = 40, more: More = {}): Told => [atS, "payment.succeeded", { ...PAY, ...more }];
export const failed = (atS: number, more: More): Told => [atS, "payment.failed", { ...PAY, ...more }];
export const closed = (atS: number): Told => [atS, "payment.closed", PAY];
export const called = (atS = 42): Told => [
  atS,
  "callback.received",
  { orderNo: "O1", outTradeNo: "P1", channel: "alipay", verified: true, outcome: "applied" },
];
export const status = (atS: number, to: string, reason?: string): Told => [
  atS,
  "order.status_changed",
  { orderNo: "O1", status: to, ...(reason ? { reason } : {}) },
];
export const supplier = (atS: number, what: string, more: More = {}): Told => [
  atS,
  `fulfilment.${what}`,
  { orderNo: "O1", supplier: "s1", ...more },
];
/** Paid, told of by a callback, and taken up by the shop. */
export const paidFor: readonly Told[] = [attempted(), succeeded(), called(), status(43, "paid")];

export async function tell(...told: readonly Told[]): Promise<void> {
  const events = told.map(([atS, type, data], i) => ({
    ...{ specversion: "1.0", id: `${type}-${atS}-${i}-${String(data.orderNo)}`, source: "/shop", subject: "s" },
    ...{ type: `topup.${type}`, time: new Date(BEGAN + atS * 1_000).toISOString(), data },
  }));
  expect((await receiveEvents({ ctx: late, input: { events } })).rejected).toEqual([]);
}

type Start = Parameters<typeof startDiagnosis>[0]["input"];
/** What somebody is told who says that nothing was taken, and of the rest that they do not know. */
export async function asked(start: Start = {}, ctx: Ctx = late): Promise<DiagnosisView> {
  let view = await startDiagnosis({ ctx, input: { orderNo: "O1", answers: { debited: "no" }, ...start } });
  for (let n = 0; view.question && n < 9; n++) {
    const value: AnswerValue = view.question.id === "debited" ? "no" : "unsure";
    view = await answerQuestion({ ctx, input: { id: view.id, questionId: view.question.id, value } });
  }
  return view;
}

export const codesOf = ({ outcome }: DiagnosisView): string[] => outcome?.remedies.map(({ code }) => code) ?? [];

export function expectNoPaying(view: DiagnosisView): void {
  expect(view.chargeState).not.toBe("none");
  for (const tag of ["PAY_AGAIN", "SWITCH", "FINISH_PAYING"] as const) expect(view.advice).not.toContain(tag);
  expect(view.advice).toContain("DO_NOT_PAY");
}
