/** The door of the payments module: gateways' callbacks, what gateways say when asked, and what waits for a person. */
export { callbackHandlers, callbackReaders } from "./access.ts";
export { askGateway } from "./ask.ts";
export type { GatewayPaymentRow } from "./callback-case.ts";
export { askableChannels, callbackChannel, overrideGateways } from "./gateways.ts";
export { type MoneyItemRow, type NewMoneyItem, raiseItem, resolveItem } from "./items.ts";
export { paymentJobs } from "./jobs.ts";
export { callbacksOfOrder, getCallback, listCallbacks } from "./read.ts";
export { type IncomingCallback, receiveCallback } from "./receive-callback.ts";
export { gatewayAnswers, refreshPayments } from "./refresh.ts";
export { relayCallback } from "./relay/resend.ts";
export { replayCallback } from "./replay-callback.ts";
export { rankOf } from "./rules.ts";
