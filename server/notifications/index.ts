/** Telling customers what happened, from the outbox. */
export { deliverInbox, notificationJobs } from "./consume.ts";
export { listInbox, readInbox } from "./inbox.ts";
