import type { PackCopy } from "./schema.ts";

const APPEAL = "You get the result within an hour of sending it.";
const VERIFY = "If money was taken, it is verified within an hour; a result within 24 hours at most.";
const STANDARD = "You get a result within 24 hours of opening a ticket.";

export const causesEn: PackCopy["causes"] = {
  ACC_FROZEN: {
    title: "The account is frozen for now",
    happened: "The account is frozen, so the top-up did not go on. This can usually be undone.",
    money: "If money was taken, it is on record and not lost.",
    now: "Do not pay again. Confirm your identity with our support.",
    by: APPEAL,
    agentNote:
      "Check why it is frozen and the proof of identity; mend odd bindings before the order. If paid, verify the money first.",
  },
  ACC_UNVERIFIED: {
    title: "The account's identity is not verified",
    happened: "This top-up needs an identity check first.",
    money: "This usually happens before payment, so nothing is taken.",
    now: "Complete the identity check, then come back to the order.",
    by: "An identity check usually takes a few minutes.",
    agentNote: "Confirm the verification and the amount tier; if the customer was debited, trace the money.",
  },
  INP_TARGET_WRONG: {
    title: "The topped-up account may be wrong",
    happened: "The account, phone number or server does not match, so the top-up could not finish.",
    money: "Money that was taken is on record. What reached another account has to be checked by a person.",
    now: "Tell us the right account. Do not order again yet.",
    by: VERIFY,
    agentNote:
      "Not accepted upstream: correct it and top up. Reached someone else: no automatic refund, an agent decides.",
  },
  PAY_NOT_SENT: {
    title: "The payment was never sent",
    happened: "The payment most likely stopped when the network broke; the channel did not get it.",
    money: "Usually nothing is taken then. Your statement decides.",
    now: "Look at your statement first, then follow the steps below.",
    by: "If nothing was taken you can solve it now; if it was, it is verified within an hour.",
    agentNote: "No successful payment on record. If debited, ask the channel by number; never top up on a screenshot.",
  },
  PAY_UNPAID: {
    title: "The order is not paid yet",
    happened: "The order still awaits payment; no success has been reported to us.",
    money: "An order that was not paid takes no money. Your statement decides.",
    now: "Look at your statement first, then follow the steps below.",
    by: "If nothing was taken you can solve it now; if it was, it is verified within an hour.",
    agentNote: "Awaiting payment. If debited, get the channel's result first; do not lead to a second payment.",
  },
  PAY_BUYER_LIMIT: {
    title: "Over a payment limit",
    happened: "The sum is over a limit of the bank or payment account, and the payment was refused.",
    money: "A refused payment takes no money. Your statement decides.",
    now: "Look at your statement first, then follow the steps below.",
    by: "If nothing was taken you can solve it now; if it was, it is verified within an hour.",
    agentNote: "The channel reports a limit. Suggest a higher limit or another channel; never to cut up the sum.",
  },
  PAY_CHANNEL_DOWN: {
    title: "The payment channel is failing",
    happened: "The payment channel was down or in maintenance when you paid.",
    money: "Unpaid trades close by themselves. If money may have left, do not pay again until it is clear.",
    now: "Look at your statement first, then follow the steps below.",
    by: "Usually clear within 15 minutes; if money was taken, it is verified within an hour.",
    agentNote:
      "Check the channel and the time of the fault. Where a debit is possible, wait for the result; no second payment.",
  },
  PAY_CLOSED: {
    title: "The order is closed or expired",
    happened: "The time to pay ran out or the order was cancelled, so it is closed.",
    money: "Nothing is taken if it was not paid. If it was, we trace it and make it good.",
    now: "Look at your statement first, then follow the steps below.",
    by: "If nothing was taken you can solve it now; if it was, it is verified within an hour.",
    agentNote: "Closed with no successful payment. If debited, look for a late payment notice.",
  },
  RISK_PLATFORM_BLOCK: {
    title: "Stopped by a security check before payment",
    happened: "To protect the account, the payment was held back by a security check.",
    money: "This happens before payment, so usually nothing is taken. Your statement decides.",
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
  CB_MISSING: {
    title: "Paid, but the notice did not reach the order",
    happened:
      "The money went out, but the notice of it did not arrive or was not processed, so the order stayed behind.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "Open a ticket: support checks the payment and completes the top-up.",
    by: "Verified within an hour, done within 24 hours.",
    agentNote:
      "Paid and the order not updated. Check channel number, sum and order, pass the gate, top up with one click.",
  },
  ORD_DUP_PAYMENT: {
    title: "The order was paid more than once",
    happened: "More than one payment arrived for this order.",
    money: "Every payment is on record. One is topped up; the rest goes back the way it came.",
    now: "Open a ticket with the proof of each payment.",
    by: VERIFY,
    agentNote: "Paid twice: keep one, refund the rest. Check each gateway number so that none is refunded twice.",
  },
  FUL_UPSTREAM_SLOW: {
    title: "The top-up takes longer than usual",
    happened: "The payment is fine. The top-up was submitted and awaits the supplier's answer.",
    money: "The money is on record and not lost. Please do not pay again.",
    now: "Please wait a little. If it is not done in time, support takes over by itself.",
    by: "Usually within 15 minutes; after that support takes over.",
    agentNote: "No final state from the supplier. Ask by the same key; do not submit again while unknown.",
  },
  FUL_OUT_OF_STOCK: {
    title: "The product is out of stock",
    happened: "The product sold out before the order was processed.",
    money: "What was taken is sent back; if nothing was taken, nothing changes.",
    now: "Look at your statement first, then follow the steps below.",
    by: VERIFY,
    agentNote: "Out of stock. Offer a restock date or another product with consent; else refund, and then no top-up.",
  },
  CR_DELIVERED_UNSEEN: {
    title: "Our records show it has arrived",
    happened: "The top-up is done. The balance may not be refreshed, or the card key is in the order.",
    money: "The money has become goods or balance.",
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
};
