import { type Db, db } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import type { Period, Slice } from "#server/tickets/index.ts";
import { periodBefore } from "./period.ts";
import type { SliceInput } from "./schemas.ts";

/** What all numbers of one answer are computed from. */
export type Scope = { reader: Db; period: Period; previous: Period; now: Date; slice: Slice };

export function scopeOf(ctx: Ctx, input: { from: string; to: string } & SliceInput): Scope {
  const period = { from: new Date(input.from), to: new Date(input.to) };
  const slice = sliceOf(input);
  return { reader: ctx.tx ?? db, period, previous: periodBefore(period), now: ctx.clock.now(), slice };
}

/** The word in addresses for tickets that have no channel or assignee. */
export const NONE = "none";

export function sliceOf({ cause, channel, agent, queue }: SliceInput): Slice {
  const word = (given: string | undefined) => (given === NONE ? "" : given);
  return Object.fromEntries(
    Object.entries({ cause, channel: word(channel), agent: word(agent), queue }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}
