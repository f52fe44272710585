import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { pushHeads } from "./push.ts";

/** Sends the newest head to the places outside that are set. */
export const witnessJobs = [{ name: "evidence.push", everyMs: 5 * SECOND_MS, run: (ctx: Ctx) => pushHeads({ ctx }) }];
