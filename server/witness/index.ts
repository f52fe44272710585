/** What makes the evidence log's heads worth something to others: they are sent outside as they are signed, and keys are changed in view. */
export { witnessJobs } from "./jobs.ts";
export { pushHeads } from "./push.ts";
export { rotateEvidenceKey } from "./rotate-key.ts";
