/** The door of the payments module: gateways' callbacks, what gateways say when asked, and what waits for a person. */
export { type MoneyItemRow, type NewMoneyItem, raiseItem, resolveItem } from "./items.ts";
