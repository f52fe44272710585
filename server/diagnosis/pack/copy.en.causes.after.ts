import type { CauseCode } from "../schemas.ts";
import type { CauseCopy } from "./schema.ts";

const APPEAL = "You get the result within an hour of sending it.";
const VERIFY = "If money was taken, it is verified within an hour; a result within 24 hours at most.";
const VERIFY1 = "Verified within an hour, done within 24 hours.";
/** What everybody wants to know who is told that nothing was taken. */
const IF_TAKEN = "If it was, we trace it, and it is returned or credited.";
const STANDARD = "You get a result within 24 hours of opening a ticket.";

/** Causes met once money may have left: risk, callback, order, fulfilment, credit. */
export const afterEn = {
  RISK_PLATFORM_BLOCK: {
    title: "Stopped by a security check before payment",
    happened: "To protect the account, the payment was held back by a security check.",
    money: `This comes before payment, so usually nothing is taken. ${IF_TAKEN}`,
    now: "Do not keep trying. Send an appeal and confirm your identity.",
    by: APPEAL,
    agentNote: "Stopped before payment. Decide the appeal on identity and device; never tell the customer the rule.",
  },
  RISK_PLATFORM_HOLD: {
    title: "The order is in a security review",
    happened: "After the payment the order went into a security review, so it is not topped up yet.",
    money: "Money that was taken is on record. Passed, the top-up goes on; not passed, it is refunded.",
    now: "Send proof of identity and purchase. Do not pay again.",
    by: APPEAL,
    agentNote: "Held after payment. Passed: top up. Denied: refund. Never both; never tell the rule.",
  },
  RISK_GATEWAY_REJECT: {
    title: "The payment app stopped this payment",
    happened: "A security check of the payment app or bank did not let it through; it was not ours.",
    money: `A stopped payment usually takes no money. ${IF_TAKEN}`,
    now: "Ask the payment app's support. Look at your statement, and only if nothing was taken use another method.",
    by: "Payment apps usually answer the same day.",
    agentNote:
      "The gateway's own risk control. We cannot lift it; lead to its hotline; once surely unpaid another channel.",
  },
  CB_MISSING: {
    title: "Paid, but the notice did not reach the order",
    happened:
      "The money went out, but the notice of it did not arrive or was not processed, so the order stayed behind.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "Open a ticket: support checks the payment and completes the top-up.",
    by: VERIFY1,
    agentNote:
      "Paid and the order not updated. Check channel number, sum and order, pass the gate, top up with one click.",
  },
  CB_BAD_SIGN: {
    title: "Paid, but the notice failed its check",
    happened: "The notice of your payment arrived but did not pass the security check, so we did not rely on it.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "We ask the payment app directly and complete the top-up once it confirms.",
    by: VERIFY1,
    agentNote:
      "Bad signature: confirm by query, then top up through the gate; check key rotation and rewritten bodies.",
  },
  CB_IDENTITY_MISMATCH: {
    title: "The notice names another merchant",
    happened: "The notice of the payment does not match our merchant data, so for safety we did not rely on it.",
    money: "We find out from the payment app where the money went. Until that is clear, please do not pay again.",
    now: "Send support the proof of payment; we ask the payment app.",
    by: VERIFY1,
    agentNote:
      "Valid signature, other merchant, app or order: never apply, raise a security alert, query under the right merchant.",
  },
  CB_AMOUNT_MISMATCH: {
    title: "The paid sum differs from the order",
    happened: "We received money, but not the order's sum, so it was not topped up by itself.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "Support checks and credits what was paid, or sends all of it back.",
    by: VERIFY1,
    agentNote: "Paid is not due: mismatch queue; credit as paid, refund all, or collect the rest; two people.",
  },
  CB_PROCESS_ERROR: {
    title: "Paid, but updating the order failed",
    happened: "The notice of your payment arrived, but processing it failed on our side and the order stayed behind.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "We process it again by ourselves; if that fails support completes it.",
    by: VERIFY1,
    agentNote:
      "Callback failed or was not acknowledged properly: replay the stored one, else top up through the gate; look into the log.",
  },
  CB_LATE: {
    title: "The payment came after the order closed",
    happened: "When the money arrived the order had expired or was cancelled, so it was not topped up.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "If it is in stock the order is reopened and topped up; if not it is refunded in full.",
    by: VERIFY1,
    agentNote: "Paid after closing: in stock reopen and top up, else refund; one of the two, never left lying.",
  },
  ORD_STATE_LAG: {
    title: "Done, but the page is behind",
    happened: "Payment and top-up have a result; only the page shows it late.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "Refresh in a few minutes; if it is not there in time support takes over.",
    by: "Usually a few minutes; after 15 minutes support takes over.",
    agentNote: "Ledger or supplier done, projection behind: look at the queue, replay; never top up on an old state.",
  },
  ORD_LOST: {
    title: "Paid, but the order was never made",
    happened: "The payment app has this payment, but we have no order for it.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "Open a ticket: we rebuild the order from the payment, then top up or refund.",
    by: VERIFY1,
    agentNote: "Money under our merchant id, no order: rebuild it from the gateway's record, then top up or refund.",
  },
  ORD_DUP_PAYMENT: {
    title: "The same purchase was paid more than once",
    happened: "More than one payment arrived for this order, or for a second order of the same.",
    money: "Every payment is on record. One is topped up; the rest goes back the way it came.",
    now: "Open a ticket with the proof of each payment.",
    by: VERIFY,
    agentNote:
      "Paid twice, or a twin order paid as well: keep one, refund the rest. Check each gateway number so that none is refunded twice.",
  },
  FUL_UPSTREAM_SLOW: {
    title: "The top-up takes longer than usual",
    happened: "The payment is fine. The top-up was submitted and awaits the supplier's answer.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "Please wait a little. If it is not done in time, support takes over by itself.",
    by: "Usually within 15 minutes; after that support takes over.",
    agentNote: "No final state from the supplier. Ask by the same key; do not submit again while unknown.",
  },
  FUL_UPSTREAM_DOWN: {
    title: "The supplier is down for now",
    happened: "The payment is fine. The supplier's system fails, so the top-up comes later.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "Please wait: it goes on once the supplier is back; if it takes too long it is refunded.",
    by: VERIFY1,
    agentNote:
      "Many failures or no connection: check the state by the same key before sending again; another supplier; refund at the deadline.",
  },
  FUL_OUT_OF_STOCK: {
    title: "The product is out of stock",
    happened: "The product sold out before the order was processed.",
    money: "What was taken is sent back; if nothing was taken, nothing changes.",
    now: "Look at your statement first, then follow the steps below.",
    by: VERIFY,
    agentNote: "Out of stock. Offer a restock date or another product with consent; else refund, and then no top-up.",
  },
  FUL_NO_MATCH: {
    title: "A server or card type is missing",
    happened: "The order lacks something such as the server or card type, so the supplier cannot match it.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "Tell us the server or product type and it can go on.",
    by: VERIFY1,
    agentNote: "Product tag or mapping missing: complete it, top up, and add the mapping.",
  },
  FUL_FAILED: {
    title: "The supplier could not top up",
    happened: "The payment is fine, but the supplier reports a failure.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "Support checks why, then tries once more or refunds.",
    by: VERIFY1,
    agentNote: "Final failure: if the target is wrong handle that; else send once more or refund, one of the two.",
  },
  FUL_UPSTREAM_FUNDS: {
    title: "Our deposit at the supplier ran out",
    happened: "The payment is fine. Our own deposit at the supplier is too low; it is being filled.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "Please wait a little: the top-up goes on once it is filled.",
    by: VERIFY1,
    agentNote:
      "Our wallet at the supplier is empty: have it filled, send again by the same key; the customer never pays again.",
  },
  FUL_PARTIAL: {
    title: "Only a part has arrived",
    happened: "Only a part of this top-up arrived; the rest is still missing.",
    money: "The missing money is on record and not lost. Please do not pay again.",
    now: "Support checks, then completes the rest or refunds it.",
    by: VERIFY1,
    agentNote: "Partial: check what arrived, complete or refund the rest, one of the two; the ledger decides the sum.",
  },
  CR_NOT_CREDITED: {
    title: "Paid, but not added to the balance",
    happened: "Payment and supplier are fine; only the credit is not booked yet.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "Support checks the payment and completes the top-up.",
    by: VERIFY1,
    agentNote: "Paid by the gateway, no ledger entry: top up through the gate; one order is credited once.",
  },
  CR_DELIVERED_UNSEEN: {
    title: "Our records show it has arrived",
    happened: "The top-up is done. The balance may not be refreshed, or the card key is in the order.",
    money: "By our records the money has become goods or balance and is not lost.",
    now: "Refresh the balance and look into the order. If it is still missing, talk to us.",
    by: "You can look now; after you write to us, a result within 24 hours.",
    agentNote: "A credit is on record. Help to find it and check the account; do not simply top up again.",
  },
  UNKNOWN: {
    title: "A person has to look at this",
    happened: "What we know is not enough to tell the cause, and we do not want to guess.",
    money: "Do not pay again until it is clear. Money that was taken can always be traced.",
    now: "Open a ticket, with screenshots if you have them.",
    by: STANDARD,
    agentNote: "Not enough to conclude. Go through the trace hop by hop and file the cause you find.",
  },
} satisfies Partial<Record<CauseCode, CauseCopy>>;
