import type { CauseCode } from "../schemas.ts";
import type { CauseCopy } from "./schema.ts";

const APPEAL = "You get the result within an hour of sending it.";
const VERIFY = "If money was taken, it is verified within an hour; a result within 24 hours at most.";
const STANDARD = "You get a result within 24 hours of opening a ticket.";
/** What everybody wants to know who is told that nothing was taken. */
const IF_TAKEN = "If it was, we trace it, and it is returned or credited.";
const SELF = "If nothing was taken you can solve it now; if it was, it is verified within an hour.";

/** Causes met before the money is in: account, input, payment, policy. */
export const beforeEn = {
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
    money: `This comes before payment, so usually nothing is taken. ${IF_TAKEN}`,
    now: "Complete the identity check, then come back to the order.",
    by: "An identity check usually takes a few minutes.",
    agentNote: "Confirm the verification and the amount tier; if the customer was debited, trace the money.",
  },
  ACC_LEVEL_RESTRICTED: {
    title: "A new account has a limit for now",
    happened:
      "The account is young or its level is low: this sum needs a review first, or is over what it may top up today.",
    money: `Such limits apply before payment, so usually nothing is taken. ${IF_TAKEN}`,
    now: "Follow the steps below. After a first purchase the limit rises bit by bit.",
    by: APPEAL,
    agentNote:
      "Check age, level and first purchase. Release it if it is fine; if a lower sum is needed, name the cap and nothing else.",
  },
  ACC_SESSION_EXPIRED: {
    title: "The sign-in had expired, nothing was sent",
    happened: "The sign-in was no longer valid, so the payment without password never went out.",
    money: `The payment never went out, so usually nothing is taken. ${IF_TAKEN}`,
    now: "Sign in again, then follow the steps below.",
    by: SELF,
    agentNote:
      "Session invalid when paying; the channel knows no such trade. Once surely unpaid: sign in and pay the same order.",
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
  INP_PRODUCT_WRONG: {
    title: "This may be the wrong product",
    happened:
      "The order holds another product than you wanted, such as a card key instead of a direct top-up, or another term.",
    money:
      "What you paid is on record. Not delivered yet: it can be cancelled and refunded; delivered: support decides by the product's rules.",
    now: "Do not use a card key you received. Tell us which product you wanted.",
    by: VERIFY,
    agentNote:
      "Not dispatched: cancel and refund. Delivered: by the product's rules; see whether the key was revealed. Never both.",
  },
  INP_AMOUNT_WRONG: {
    title: "The amount may be wrong",
    happened: "The order's amount is off by a digit or a decimal point from what you meant, so it did not go through.",
    money:
      "If it was not paid, usually nothing is taken; what was paid too much is on record and goes back or is credited.",
    now: "Tell us how much you meant, then follow the steps below.",
    by: VERIFY,
    agentNote:
      "Compare the order with the intent (10 or 100 times, a decimal point). Paid: credit as paid or refund the difference, two people.",
  },
  INP_COUPON_RULE: {
    title: "The coupon's conditions are not met",
    happened:
      "The coupon's minimum is not reached or it cannot be combined, so the order was refused or its sum differs.",
    money: "If it was not paid, usually nothing is taken; every sum is on record and not lost.",
    now: "Take the coupon off, or use one that fits.",
    by: SELF,
    agentNote: "Check minimum and combination rules. Paid sum differs from due: handle the difference, two people.",
  },
  INP_VERIFY_INCOMPLETE: {
    title: "The verification was not finished",
    happened:
      "The code by text message, the face check or the large-sum check was not completed, and the order stopped there.",
    money: `Without it, usually nothing is taken. ${IF_TAKEN}`,
    now: "Look at your statement first, then finish the check.",
    by: SELF,
    agentNote: "Challenge issued, not passed. If debited, ask the channel first: it may be a late result.",
  },
  INP_DUP_SUBMIT: {
    title: "The same order was placed more than once",
    happened: "Reloading or tapping again made several orders of the same product.",
    money: "Every payment is on record. The paid order goes on; the others close.",
    now: "Keep the paid one only and do not pay the others.",
    by: VERIFY,
    agentNote:
      "Several orders within 60 seconds. Close the unpaid siblings, keep the paid one; both paid counts as paid twice.",
  },
  INP_UNOFFICIAL_LINK: {
    title: "This payment did not go to us",
    happened: "We have neither this order nor this payment. The page you used may not have been ours.",
    money: "The money went to the payee on your bill. We cannot refund for them, but we tell you how to go after it.",
    now: "Keep the bill and the chat, complain about the payee at your payment app now; for larger sums go to the police.",
    by: STANDARD,
    agentNote:
      "Nothing here or under our merchant id. Check payee and entry link, lead to a complaint and the police; no top-up, no refund.",
  },
  PAY_NOT_SENT: {
    title: "The payment was never sent",
    happened: "The payment most likely stopped when the network broke; the channel did not get it.",
    money: `The payment never went out, so usually nothing is taken. ${IF_TAKEN}`,
    now: "Look at your statement first, then follow the steps below.",
    by: SELF,
    agentNote: "No successful payment on record. If debited, ask the channel by number; never top up on a screenshot.",
  },
  PAY_UNPAID: {
    title: "The order is not paid yet",
    happened: "The order still awaits payment; no success has been reported to us.",
    money: `While an order is unpaid, usually nothing is taken. ${IF_TAKEN}`,
    now: "Look at your statement first, then follow the steps below.",
    by: SELF,
    agentNote: "Awaiting payment. If debited, get the channel's result first; do not lead to a second payment.",
  },
  PAY_USER_PAYING: {
    title: "The payment is still being confirmed",
    happened: "The payment app waits for a confirmation, such as a password.",
    money:
      "Whether money was taken shows in a moment; if it was, it is on record. Until then, do not pay a second time.",
    now: "Wait a moment; we check again by ourselves.",
    by: "Usually less than a minute.",
    agentNote: "The channel says paying. Ask at short intervals up to 30 seconds, then reverse; no second payment.",
  },
  PAY_FUNDS_SHORT: {
    title: "Not enough balance",
    happened: "The card, wallet or site balance does not cover this order.",
    money: `Such a payment usually takes no money. ${IF_TAKEN}`,
    now: "Look at your statement first; only if nothing was taken, top up the balance or use another method.",
    by: SELF,
    agentNote:
      "The channel reports too little balance; site balance counts too. Unpaid: same order again or another method.",
  },
  PAY_BUYER_LIMIT: {
    title: "Over a payment limit",
    happened: "The sum is over a limit of the bank or payment account, and the payment was refused.",
    money: `A refused payment usually takes no money. ${IF_TAKEN}`,
    now: "Look at your statement first, then follow the steps below.",
    by: SELF,
    agentNote: "The channel reports a limit. Suggest a higher limit or another channel; never to cut up the sum.",
  },
  PAY_MERCHANT_LIMIT: {
    title: "This channel is full for today",
    happened: "The channel has reached what it may collect today. It is not your account.",
    money: `A refused payment usually takes no money. ${IF_TAKEN}`,
    now: "Look at your statement first, then follow the steps below.",
    by: SELF,
    agentNote: "The channel refuses everybody: merchant limit. Switch channels and have the limit raised.",
  },
  PAY_CARD_INVALID: {
    title: "The card is wrong or cannot be used",
    happened: "The card or identity number is wrong, or the card is reported lost or frozen.",
    money: `A refused payment usually takes no money. ${IF_TAKEN}`,
    now: "Check the card. Look at your statement, and only if nothing was taken use another one.",
    by: SELF,
    agentNote: "The channel reports the card or account. Have it checked, or the issuer called.",
  },
  PAY_METHOD_OFF: {
    title: "This payment method is not switched on",
    happened: "Quick pay is not set up, or the payment switch is off.",
    money: `It was not paid, so usually nothing is taken. ${IF_TAKEN}`,
    now: "Switch it on in the bank's or payment app. Look at your statement, and only if nothing was taken come back to pay.",
    by: SELF,
    agentNote: "The channel reports the method as off. Tell the way to switch it on, or another channel.",
  },
  PAY_PASSWORD_LOCKED: {
    title: "The payment password is locked for now",
    happened: "Too many wrong tries: the payment app locked the password and the payment stopped.",
    money: `It was not paid, so usually nothing is taken. ${IF_TAKEN}`,
    now: "Wait until the lock ends, or reset the password in the payment app.",
    by: "Usually within hours; the payment app tells.",
    agentNote: "The channel does not tell merchants why; go by what the customer sees, and query first.",
  },
  PAY_METHOD_UNSUPPORTED: {
    title: "This way of paying is not accepted here",
    happened:
      "The channel does not take this kind of card or browser, such as a credit card, or needs to be opened elsewhere.",
    money: `It was not paid, so usually nothing is taken. ${IF_TAKEN}`,
    now: "Look at your statement first, then follow the steps below.",
    by: SELF,
    agentNote: "Method or environment not supported by the channel. Another method, once surely unpaid.",
  },
  PAY_CHANNEL_DOWN: {
    title: "The payment channel is failing",
    happened: "The payment channel was down or in maintenance when you paid.",
    money:
      "Unpaid trades close by themselves; money that was taken is on record, and is returned or credited. Do not pay again until it is clear.",
    now: "Look at your statement first, then follow the steps below.",
    by: "Usually clear within 15 minutes; if money was taken, it is verified within an hour.",
    agentNote:
      "Check the channel and the time of the fault. Where a debit is possible, wait for the result; no second payment.",
  },
  PAY_CONFIG_ERROR: {
    title: "Our payment channel is set up wrongly",
    happened: "The fault is in our channel's set-up, not in your account. We are mending it.",
    money:
      "A refused payment usually takes no money; money that was taken is on record, and is returned or credited. Do not pay again until it is clear.",
    now: "Look at your statement first, then follow the steps below.",
    by: "Usually clear within 15 minutes; if money was taken, it is verified within an hour.",
    agentNote:
      "Everybody gets the same set-up error: check the last release, keys, protocol, client version. Switch and report at once.",
  },
  PAY_CLOSED: {
    title: "The order is closed or expired",
    happened: "The time to pay ran out or the order was cancelled, so it is closed.",
    money: `If it was not paid, usually nothing is taken. ${IF_TAKEN}`,
    now: "Look at your statement first, then follow the steps below.",
    by: SELF,
    agentNote: "Closed with no successful payment. If debited, look for a late payment notice.",
  },
  PAY_TRADE_FAILED: {
    title: "The payment was refused without a reason",
    happened: "The bank or payment app refused it and did not say why.",
    money: `A failed payment usually takes no money. ${IF_TAKEN}`,
    now: "Look at your statement first, then follow the steps below.",
    by: SELF,
    agentNote: "A generic decline. Once surely unpaid: one retry, then another channel. Keep the raw code.",
  },
  PAY_BANK_REVERSAL: {
    title: "The bank took it first and gives it back",
    happened: "Your bank shows a debit, but the payment app confirms that it got nothing. The bank returns the money.",
    money: "The money is on its way back and not lost. Please do not pay again.",
    now: "Wait for the bank; if it does not come in time we help you with the bank.",
    by: "Banks usually return it the same day or within 3 working days.",
    agentNote:
      "Twice unpaid by query, ten minutes apart, with a bank debit: trust the query, await the reversal, escalate with the bank's serial; no top-up.",
  },
  POL_CHANNEL_BLOCKED: {
    title: "This method is not allowed for now",
    happened: "Payments from abroad, regulated goods or a suspended channel are not let through.",
    money: "If it was not paid, usually nothing is taken; what was taken goes back.",
    now: "Look at the channel's notice and your statement; only if nothing was taken, use a domestic method.",
    by: VERIFY,
    agentNote: "Policy or notice. No way around it; refund what was taken, otherwise a domestic method.",
  },
} satisfies Partial<Record<CauseCode, CauseCopy>>;
