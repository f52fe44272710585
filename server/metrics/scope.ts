import { type Db, db } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import type { Period, Slice } from "#server/tickets/index.ts";
import { periodBefore } from "./period.ts";
import { NONE, type SliceInput } from "./slice.ts";

/** What all numbers of one answer are computed from. */
export type Scope = { reader: Db; period: Period; previous: Period; now: Date; slice: Slice };

export function scopeOf(ctx: Ctx, input: { from: string; to: string } & SliceInput): Scope {
  const period = { from: new Date(input.from), to: new Date(input.to) };
  const slice = sliceOf(input);
  return { reader: ctx.tx ?? db, period, previous: periodBefore(period), now: ctx.clock.now(), slice };
}

export function sliceOf({ cause, channel, agent, queue }: SliceInput): Slice {
  const given = Object.entries({ cause, channel, agent, queue }).filter(([, key]) => key !== undefined);
  return Object.fromEntries(given.map(([dim, key]) => [dim, key === NONE ? "" : key]));
}
