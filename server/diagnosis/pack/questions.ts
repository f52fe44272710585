import type { Condition, QuestionRule } from "./schema.ts";

/** What may be asked, and when it may not. */

const options = (shares: Record<string, number>) => Object.entries(shares).map(([value, share]) => ({ value, share }));
type Values = Condition["is"];
const when = (fact: string, ...is: Values): Condition => ({ fact, is: [...is] });

const PAID: Condition = when("pay.state", "paid", "refunded");
const DELIVERED: Condition = when("delivery.state", "done");
/** The same for every question: the order's own story is plain, so that nothing that a person adds could change it. */
const choice = { kind: "choice" as const, cost: 1, needs: [] };

export const questions: QuestionRule[] = [
  {
    ...choice,
    id: "debited",
    fact: "user.debited",
    options: options({ yes: 0.5, twice: 0.04, no: 0.34, unsure: 0.12 }),
    suppliedBy: [PAID, DELIVERED],
  },
  {
    ...choice,
    id: "page",
    fact: "user.page",
    options: options({
      awaiting: 0.25,
      processing: 0.25,
      review: 0.08,
      closed: 0.15,
      failed: 0.08,
      done: 0.04,
      no_order: 0.05,
      unsure: 0.1,
    }),
    suppliedBy: [
      { fact: "order.status" },
      { fact: "order.exists" },
      when("risk.state", "open", "upheld"),
      when("ful.state", "submitted", "succeeded", "failed", "partial"),
    ],
  },
  {
    ...choice,
    id: "notice",
    fact: "user.notice",
    options: options({ none: 0.6, frozen: 0.06, verify: 0.08, risk: 0.1, unsure: 0.16 }),
    suppliedBy: [
      { fact: "risk.state" },
      when("acct.frozen", true),
      when("acct.verify_due", true),
      when("acct.restricted", true),
      DELIVERED,
    ],
  },
  {
    ...choice,
    id: "error_text",
    fact: "user.error",
    cost: 0.9,
    options: options({
      none: 0.28,
      limit: 0.09,
      funds: 0.07,
      locked: 0.03,
      card: 0.03,
      unsupported: 0.04,
      channel: 0.1,
      closed: 0.07,
      declined: 0.05,
      risk: 0.05,
      account: 0.04,
      coupon: 0.02,
      challenge: 0.02,
      stock: 0.03,
      other: 0.03,
      unsure: 0.1,
    }),
    suppliedBy: [
      { fact: "pay.error" },
      { fact: "order.reason" },
      { fact: "risk.challenge" },
      PAID,
      when("ful.state", "submitted", "failed"),
    ],
  },
  {
    ...choice,
    id: "order_right",
    fact: "user.order_right",
    cost: 1,
    options: options({ right: 0.74, account: 0.06, product: 0.06, amount: 0.04, unsure: 0.1 }),
    suppliedBy: [
      when("target.valid", false),
      when("order.amount_off", true),
      { fact: "ful.error" },
      when("ful.state", "partial"),
      { fact: "pay.error" },
    ],
  },
  {
    ...choice,
    id: "when",
    fact: "user.when",
    options: options({ just_now: 0.4, today: 0.35, earlier: 0.15, unsure: 0.1 }),
    suppliedBy: [{ fact: "pay.paid_at" }, { fact: "pay.attempted_at" }],
  },
  {
    ...choice,
    id: "bank_sms",
    fact: "user.bank_sms",
    cost: 1.2,
    options: options({ yes: 0.45, no: 0.35, unsure: 0.2 }),
    suppliedBy: [PAID, DELIVERED],
    needs: [when("user.debited", "yes", "twice")],
  },
  {
    ...choice,
    id: "entry",
    fact: "user.entry",
    cost: 1.2,
    options: options({ ours: 0.75, link: 0.1, unsure: 0.15 }),
    suppliedBy: [when("order.exists", true), PAID],
    needs: [when("user.debited", "yes", "twice")],
  },
];
