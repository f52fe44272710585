import { channelJobs } from "#server/channels/index.ts";
import { HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { notificationJobs } from "#server/notifications/index.ts";
import { ticketJobs } from "#server/tickets/index.ts";
import { expireIdempotencyKeys, expireTopups } from "#server/topup/index.ts";

/** Every job of the product. */
export const allJobs: readonly Job[] = [
  ...notificationJobs,
  ...ticketJobs,
  ...channelJobs,
  { name: "topup.expire", everyMs: MINUTE_MS, run: (ctx) => expireTopups(ctx.clock) },
  { name: "topup.expire_idempotency_keys", everyMs: HOUR_MS, run: (ctx) => expireIdempotencyKeys(ctx.clock) },
];
