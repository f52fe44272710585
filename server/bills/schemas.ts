export const billStates = ["pending", "running", "done", "failed"] as const;
export type BillState = (typeof billStates)[number];
export const billSources = ["gateway", "upload"] as const;
