/** The door of the top-up module: crediting an order by hand, exactly once. */
export { checkLedger, type LedgerReport } from "./check-ledger.ts";
export { decideTopup, topupLock } from "./decide.ts";
export { expireTopups } from "./expire.ts";
export { expireIdempotencyKeys, isReplayed, type StoredResponse, withIdempotency } from "./idempotency.ts";
export { TOPUP_POLICY_KEY } from "./policy.ts";
export { getTopup, listTopups, previewTopup } from "./read.ts";
export { orderLock, requestTopup } from "./request.ts";
export { endStale, leavesStale } from "./stale.ts";
export { explainGate, type GateLocale, secondPersonText } from "./texts.ts";
