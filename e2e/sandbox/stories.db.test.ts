import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { answerQuestion, startDiagnosis } from "#server/diagnosis/index.ts";
import { receiveEvents } from "#server/orders/index.ts";
import { answersOf } from "./answers.ts";
import { channels, products } from "./catalogue.ts";
import { eventsOf } from "./events.ts";
import { numbersOf, type Purchase } from "./purchase.ts";
import { stories } from "./stories.ts";

freshDatabase({ beforeEach, afterEach });

const bought = new Date("2026-11-20T04:00:00Z");
const asked = new Date("2026-11-20T04:45:00Z");
const ctx: Ctx = { actor: { kind: "apiKey", id: "key", name: "key", scopes: ["*"] }, clock: fixedClock(asked) };

function purchase(): Purchase {
  const [channel] = channels;
  const product = products.find(({ sku }) => sku === "credit-100");
  if (!channel || !product) throw new Error("The catalogue is empty.");
  const at = bought;
  return { ...numbersOf(at, 1, channel), customerId: "U1", product, channel, target: "19900001234", at };
}

/** Whose order still runs: nobody paid, or the money left a moment ago. */
const early: readonly string[] = [
  "PAY_UNPAID",
  "PAY_NOT_SENT",
  "PAY_USER_PAYING",
  "PAY_PASSWORD_LOCKED",
  "ACC_SESSION_EXPIRED",
  "PAY_TRADE_FAILED",
];
const known = { realNameVerified: true, frozen: false, sessionValid: true };

describe("the checklist finds what each story is about", () => {
  test.each(Object.keys(answersOf) as (keyof typeof answersOf)[])("%s", async (kind) => {
    const one = purchase();
    const beats = [[-900, "customer.updated", { customerId: "U1", ...known }] as const, ...stories[kind](one).opening];
    const receipt = await receiveEvents({ ctx, input: { events: eventsOf(one, beats, "opening", one.at) } });
    expect(receipt.rejected).toEqual([]);
    // What expires does so in its own time; who has not paid yet asks before that.
    const minutes = early.includes(kind) ? 10 : 45;
    const then = { ...ctx, clock: fixedClock(new Date(bought.getTime() + minutes * 60_000)) };
    let view = await startDiagnosis({ ctx: then, input: { orderNo: one.orderNo, onBehalfOf: "U1" } });
    const questions: string[] = [];
    while (view.question) {
      questions.push(view.question.id);
      const value = answersOf[kind][view.question.id] ?? "unsure";
      view = await answerQuestion({ ctx: then, input: { id: view.id, questionId: view.question.id, value } });
    }
    expect(questions.length).toBeLessThanOrEqual(5);
    // Where nothing is clear enough the checklist names no cause and hands over.
    if (kind === "UNKNOWN") expect([view.outcome?.kind, view.advice.includes("CONTACT")]).toEqual(["ticket", true]);
    else expect(view.causes[0]?.code).toBe(kind);
    expect(view.advice.includes("PAY_AGAIN") && answersOf[kind].debited !== "no").toBe(false);
  });
});
