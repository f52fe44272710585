/** The text that makes all that moves an order's money run one after the other (see `transact`). */
export const orderLock = (orderNo: string) => `order:${orderNo}`;
