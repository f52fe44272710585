/** The door of the customers module: what is known of one person, who was shown it, and how it is given out and forgotten. */
export { eraseCustomer, listErasures, resumeErasures } from "./erase.ts";
export { type CustomerExport, exportCustomer } from "./export.ts";
export { forgetOld } from "./forget-old.ts";
export { type HandedOver, handOver } from "./hand-over.ts";
export { holdsAnothers } from "./held.ts";
export { customerJobs } from "./jobs.ts";
export { type Mine, mineOf } from "./mine.ts";
export { getRetention, saveRetention } from "./retention.ts";
export { listReveals, revealField } from "./reveal.ts";
export { type CustomerHere, customerOf, endSessions, SESSION_MS } from "./sessions.ts";
