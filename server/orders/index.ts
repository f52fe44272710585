export {
  FULFILMENT_ACCOUNT,
  findOrderNoByPayment,
  loadCase,
  type OrderCase,
  REFUNDS_ACCOUNT,
  WALLET_PREFIX,
} from "./case.ts";
export { type Locale, statusText } from "./copy.ts";
export { staffEventText } from "./event-text.ts";
export {
  findOrder,
  type NamedOrder,
  type PaymentNumbers,
  paymentNumbersOf,
  spellingsOf,
  storedOrderNo,
} from "./find-order.ts";
export { foldCase } from "./fold-case.ts";
export { ERASED, withoutPerson } from "./forget.ts";
export { type GatewayWord, recordGatewayWords } from "./gateway-word.ts";
export { creditedFen } from "./money.ts";
export { type CountedOrder, orderNumbers, PAID_TO_CREDITED } from "./numbers.ts";
export { type FlowNode, type FlowStep, ownerProgress, type Progress } from "./progress.ts";
export { EVENTS_LOCK, MAX_EVENTS, type Receipt, type Rejection, receiveEvents } from "./receive-events.ts";
export { type ReviewWord, recordReviewWords } from "./review-word.ts";
export { CALLBACK_GRACE_MS, FULFILMENT_GRACE_MS, isSettled, judgeStages } from "./rules.ts";
export { orderTrace, ownerTrace } from "./trace.ts";
export { recordUpstreamWord, type UpstreamWord } from "./upstream-word.ts";
export { judgeWebhookHeaders, verifyWebhook, type WebhookVerdict } from "./verify-webhook.ts";
