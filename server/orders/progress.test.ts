import { describe, expect, test } from "vitest";
import { minutesAgo, NOW, orderCase, paid, payment, unpaid } from "#server/diagnosis/testing.ts";
import { judgeProgress } from "./progress.ts";

type Parts = Parameters<typeof orderCase>[0];
const flow = (parts: Parts) => {
  const { steps, node } = judgeProgress(orderCase(parts), NOW);
  return [node, steps.map(({ step, state }) => (state === "done" ? step : `${step}:${state}`)).join(" ")];
};
const callbacks = [{}];
const paidUp = { payments: [paid(3)], callbacks };
const sent = { fulfilments: [{ state: "submitted" as const }] };

describe("while it is being paid", () => {
  test.each<[string, Parts, string, string]>([
    ["nothing was tried", {}, "awaiting_payment", "ordered bank:current result:todo callback:todo"],
    ["an attempt is open", { payments: [payment()] }, "bank", "ordered bank:current result:todo callback:todo"],
    ["it failed", { payments: [unpaid("failed")] }, "payment_failed", "ordered bank result:failed callback:todo"],
    ["it was closed", { payments: [unpaid("closed")] }, "payment_closed", "ordered bank result:failed callback:todo"],
    ["no notice came yet", { payments: [paid(0.5)] }, "callback", "ordered bank result callback:current"],
    ["no notice came", { payments: [paid(18)] }, "callback_missing", "ordered bank result callback:failed"],
  ])("%s", (_what, parts, node, steps) => expect(flow(parts)).toEqual([node, steps]));
});

describe("once it is paid", () => {
  test.each<[string, Parts, string, string]>([
    ["nobody has it yet", paidUp, "queued", "paying submitted:current filling:todo done:todo"],
    [
      "it is being reviewed",
      { ...paidUp, riskFlags: [{ state: "flagged" }] },
      "review",
      "paying submitted:current filling:todo done:todo",
    ],
    [
      "its supplier has a game's account to fill",
      { ...paidUp, ...sent, order: { productType: "direct", productName: "点券 100" } },
      "game_server",
      "paying submitted filling:current done:todo",
    ],
    [
      "its supplier has a phone to fill",
      { ...paidUp, ...sent, order: { productType: "direct", productName: "移动话费 100 元" } },
      "carrier",
      "paying submitted filling:current done:todo",
    ],
    [
      "its supplier has a card key to hand out",
      { ...paidUp, ...sent, order: { productType: "card_key" } },
      "card_key",
      "paying submitted filling:current done:todo",
    ],
    [
      "its supplier gave up",
      { ...paidUp, fulfilments: [{ state: "failed", decidedAt: minutesAgo(1) }] },
      "failed",
      "paying submitted filling:failed done:todo",
    ],
    [
      "it is there",
      { ...paidUp, order: { status: "completed", platformCreditedFen: 20_000 } },
      "done",
      "paying submitted filling done",
    ],
    [
      "it went back",
      { payments: [paid(3, { state: "refunded", refundedFen: 20_000 })], callbacks },
      "refunded",
      "paying submitted filling done",
    ],
  ])("%s", (_what, parts, node, steps) => expect(flow(parts)).toEqual([node, steps]));
});
