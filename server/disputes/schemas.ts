/** A case that we put to the gateway, and complaints that customers made there. */
export const caseStates = ["open", "answered", "escalated", "closed"] as const;
export type CaseState = (typeof caseStates)[number];
export const complaintStates = ["pending", "processing", "processed"] as const;
export type ComplaintState = (typeof complaintStates)[number];
