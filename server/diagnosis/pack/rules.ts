import { causes } from "./causes.ts";
import { factRules } from "./fact-rules.ts";
import { questions } from "./questions.ts";
import { remedies } from "./remedies.ts";
import type { PackRules } from "./schema.ts";

/** The checklist as data. What it asks, knows, concludes and advises stands in files of its own beside this one. */
export const rules: PackRules = {
  facts: factRules,
  questions,
  causes,
  remedies,
  overrides: [
    { when: [{ fact: "user.wants_human", is: [true] }], outcome: "ticket", remedies: ["CONTACT_HUMAN"] },
    {
      when: [{ fact: "refund.state", is: ["pending", "done"] }],
      outcome: "refund",
      remedies: ["REFUND_ON_WAY"],
    },
    // Paid by one word and closed by a later one: nobody acts before its gateway was asked.
    {
      when: [{ fact: "pay.contested", is: [true] }],
      unless: [{ fact: "delivery.state", is: ["done"] }],
      outcome: "ticket",
      remedies: ["TRACE_FUNDS", "CONTACT_HUMAN"],
    },
  ],
  precedence: [
    // Where the money is, by those who must know.
    "ORD_DUP_PAYMENT",
    "ORD_LOST",
    "INP_UNOFFICIAL_LINK",
    // What was delivered and booked.
    "INP_PRODUCT_WRONG",
    "FUL_PARTIAL",
    "CR_DELIVERED_UNSEEN",
    "ORD_STATE_LAG",
    // The notice of the payment.
    "CB_AMOUNT_MISMATCH",
    "CB_IDENTITY_MISMATCH",
    "CB_BAD_SIGN",
    "CB_LATE",
    "CB_PROCESS_ERROR",
    "CB_MISSING",
    // The supplier.
    "FUL_OUT_OF_STOCK",
    "INP_TARGET_WRONG",
    "FUL_UPSTREAM_FUNDS",
    "FUL_NO_MATCH",
    "FUL_UPSTREAM_DOWN",
    "FUL_FAILED",
    "FUL_UPSTREAM_SLOW",
    // Reviews.
    "INP_VERIFY_INCOMPLETE",
    "RISK_PLATFORM_HOLD",
    "RISK_PLATFORM_BLOCK",
    "RISK_GATEWAY_REJECT",
    // The account, what was entered, and what the payment's own error says.
    "ACC_FROZEN",
    "ACC_UNVERIFIED",
    "ACC_LEVEL_RESTRICTED",
    "POL_CHANNEL_BLOCKED",
    "INP_COUPON_RULE",
    "PAY_FUNDS_SHORT",
    "PAY_BUYER_LIMIT",
    "PAY_MERCHANT_LIMIT",
    "PAY_CARD_INVALID",
    "PAY_METHOD_OFF",
    "PAY_PASSWORD_LOCKED",
    "PAY_METHOD_UNSUPPORTED",
    "PAY_CONFIG_ERROR",
    "INP_AMOUNT_WRONG",
    "ACC_SESSION_EXPIRED",
    "INP_DUP_SUBMIT",
    // The channel, and a payment that simply did not come about.
    "PAY_CHANNEL_DOWN",
    "PAY_BANK_REVERSAL",
    "PAY_USER_PAYING",
    "PAY_NOT_SENT",
    "PAY_CLOSED",
    "PAY_UNPAID",
    "PAY_TRADE_FAILED",
    "CR_NOT_CREDITED",
  ],
  decisive: { first: 4, later: 1 },
  askFirst: ["debited"],
  stopAt: 0.8,
  stopAtWhenPaying: 0.9,
  abstainBelow: 0.4,
  minGain: 0.03,
  minGainWhenSettled: 0.06,
  causeShare: 0.25,
};
