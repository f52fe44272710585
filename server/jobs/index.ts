/** Work outside of requests: events for consumers, and jobs that come round by themselves. */
export { inPool } from "./in-pool.ts";
export {
  consume,
  type DomainEvent,
  emit,
  emitAll,
  eventsAfter,
  newestId,
  nowCursor,
  type OutboxRow,
  onEmit,
} from "./outbox.ts";
export { isJobLoopAlive, type Job, type JobResult, jobLoopAgeMs, runJob, startJobs } from "./run.ts";
export { hearOthers, onWhisper, type Whisper, whisper } from "./whispers.ts";
