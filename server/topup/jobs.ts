import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { runDueCommands } from "./commands/index.ts";
import { expireTopups } from "./expire.ts";
import { followMoney } from "./follow/follow-money.ts";
import { expireIdempotencyKeys } from "./idempotency.ts";
import { expireRefunds, runDueRefunds } from "./refunds/jobs.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const topupJobs: readonly Job[] = [
  { name: "topup.expire", everyMs: MINUTE_MS, run: (ctx) => expireTopups(ctx.clock) },
  { name: "topup.expire_refunds", everyMs: MINUTE_MS, run: (ctx) => expireRefunds(ctx.clock) },
  { name: "topup.commands", everyMs: 5 * SECOND_MS, run: runDueCommands },
  { name: "topup.refunds", everyMs: 5 * SECOND_MS, run: runDueRefunds },
  { name: "topup.money", everyMs: 3 * SECOND_MS, run: followMoney },
  { name: "topup.expire_idempotency_keys", everyMs: HOUR_MS, run: (ctx) => expireIdempotencyKeys(ctx.clock) },
];
