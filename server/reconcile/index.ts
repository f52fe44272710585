/** The door of the reconcile module: money that waits, what becomes of it by itself, and the queue of what needs a person. */
export { gatewayWordsOf } from "./gateway-words.ts";
export { type HandOver, handOverOf } from "./hand-over.ts";
export { lookAtDue, reconcileJobs, watchOrders } from "./jobs.ts";
export { getMoneyItem, listMoneyItems } from "./queue.ts";
export { resolveMoneyItem, resolveMoneyItemOnce } from "./resolve-item.ts";
export { getRepairSettings, REPAIR_POLICY_KEY, saveRepairSettings } from "./settings.ts";
export { confirmWriteOff, confirmWriteOffOnce } from "./write-off.ts";
