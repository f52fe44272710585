import { db } from "#db/client.ts";
import { loadCase, type OrderCase } from "./case.ts";
import { isSettled, judgeStages, type StageResult } from "./rules.ts";

/** The flow of a payment, until its result is known and has arrived. */
export const paySteps = ["ordered", "bank", "result", "callback"] as const;
/** The flow of a top-up, from the money on. */
export const fillSteps = ["paying", "submitted", "filling", "done"] as const;
export type FlowStep = (typeof paySteps)[number] | (typeof fillSteps)[number];
export type FlowState = "done" | "current" | "failed" | "todo";

/** Where exactly an order is now. The pages have the words. */
export const flowNodes = [
  "awaiting_payment",
  "bank",
  "payment_failed",
  "payment_closed",
  "callback",
  "callback_missing",
  "review",
  "review_denied",
  "queued",
  "game_server",
  "carrier",
  "card_key",
  "posting",
  "failed",
  "partial",
  "refunding",
  "refunded",
  "done",
] as const;
export type FlowNode = (typeof flowNodes)[number];
/** How far an order is, for its owner: the flow that it is in, and the node where it stands. */
export type Progress = { steps: { step: FlowStep; state: FlowState }[]; node: FlowNode };

/** How far an order of the person's own is. @returns undefined when no such order is known */
export async function ownerProgress(orderNo: string, now: Date): Promise<Progress | undefined> {
  const facts = await loadCase(db, orderNo);
  return facts && judgeProgress(facts, now);
}

/** Judges how far an order is. Pure. */
export function judgeProgress(facts: OrderCase, now: Date): Progress {
  const { results } = judgeStages(facts, now);
  const of = (stage: StageResult["stage"]) => results.find((result) => result.stage === stage);
  const { order } = facts;
  if (order.paidFen > 0 && order.refundedFen >= order.paidFen) return fill("done", "refunded");
  if (isSettled(facts)) return fill("done", "done");
  if (order.status === "refunding" || facts.refundsUnderWay.length > 0) return fill("filling", "refunding");
  if (order.paidFen === 0) return payment(facts, of("payment"));
  const callback = of("callback");
  if (callback?.state === "pending") return pay("callback", "callback");
  if (callback?.state === "failed") return pay("callback", "callback_missing", true);
  const risk = of("risk");
  if (risk?.state === "failed") return fill("submitted", "review_denied", true);
  if (risk?.state === "pending") return fill("submitted", "review");
  return fulfilment(facts);
}

function payment({ payments, order }: OrderCase, stage: StageResult | undefined): Progress {
  if (stage?.state === "failed") {
    return pay("result", payments.at(-1)?.state === "closed" ? "payment_closed" : "payment_failed", true);
  }
  if (payments.some(({ state }) => state === "attempted")) return pay("bank", "bank");
  const over = order.status === "cancelled" || order.status === "expired" || order.status === "failed";
  return over ? pay("bank", "payment_closed", true) : pay("bank", "awaiting_payment");
}

function fulfilment({ order, fulfilments }: OrderCase): Progress {
  const last = fulfilments.at(-1);
  if (last?.state === "failed") return fill("filling", "failed", true);
  if (last?.state === "partial" || order.status === "partially_fulfilled") return fill("filling", "partial", true);
  if (last?.state === "succeeded") return fill("filling", "posting");
  if (!last && order.status !== "fulfilling") return fill("submitted", "queued");
  return fill("filling", workingOn(order));
}

/** What is being worked on while the supplier has an order. */
function workingOn({ productType, productName }: OrderCase["order"]): FlowNode {
  if (productType === "card_key") return "card_key";
  if (productType === "wallet") return "posting";
  return /话费|流量|mobile|phone/i.test(productName) ? "carrier" : "game_server";
}

const pay = (at: (typeof paySteps)[number], node: FlowNode, failed = false): Progress =>
  flow(paySteps, at, node, failed);
const fill = (at: (typeof fillSteps)[number], node: FlowNode, failed = false): Progress =>
  flow(fillSteps, at, node, failed);

function flow<S extends FlowStep>(all: readonly S[], at: S, node: FlowNode, failed: boolean): Progress {
  const here = all.indexOf(at);
  const state = (index: number): FlowState => {
    if (index < here || at === "done") return "done";
    if (index > here) return "todo";
    return failed ? "failed" : "current";
  };
  return { steps: all.map((step, index) => ({ step, state: state(index) })), node };
}
