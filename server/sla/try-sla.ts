import { eq } from "drizzle-orm";
import type { z } from "zod";
import { db } from "#db/client.ts";
import { slaPolicies } from "#db/schema/index.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { slaMetrics } from "#server/tickets/schemas.ts";
import { activePolicy, calendarIdsOf, newestCalendars } from "./book.ts";
import { ALWAYS } from "./calendar.ts";
import { dueIn } from "./clocks.ts";
import { DEFAULT_POLICY, type Policy, targetFor } from "./policy.ts";
import { type TriedSla, trySlaSchema } from "./schemas.ts";

/**
 * What a ticket would be promised that is opened at some time: to see what a version means before it holds.
 * @throws DomainError 403 FORBIDDEN, 404 POLICY_NOT_FOUND
 */
export async function trySla(args: { ctx: Ctx; input: z.input<typeof trySlaSchema> }): Promise<TriedSla> {
  const ctx = authorize(args.ctx, "tickets:read");
  const { at, queue, priority, version } = trySlaSchema.parse(args.input);
  const reader = ctx.tx ?? db;
  const policy = version === undefined ? await activePolicy(reader) : await policyNamed(reader, version);
  const newest = await newestCalendars(reader, calendarIdsOf(policy.content));
  const byId = new Map([...newest.values()].map((calendar) => [calendar.version.split("@")[0], calendar]));
  const start = new Date(at);
  const { warnPercent, escalateMinutes } = policy.content;
  return {
    version: policy.version,
    targets: slaMetrics.map((metric) => {
      const target = targetFor(policy.content, metric, { queue, priority });
      const calendar = byId.get(target.calendar) ?? ALWAYS;
      const ms = target.minutes * MINUTE_MS;
      const dueAt = dueIn(calendar, start, ms);
      return {
        ...{ metric, minutes: target.minutes, calendar: target.calendar, dueAt: dueAt.toISOString() },
        warnAt: dueIn(calendar, start, ms - Math.round((ms * (100 - warnPercent)) / 100)).toISOString(),
        escalateAt: dueIn(calendar, dueAt, escalateMinutes * MINUTE_MS).toISOString(),
      };
    }),
  };
}

async function policyNamed(reader: typeof db, version: string): Promise<Policy> {
  if (version === DEFAULT_POLICY.version) return DEFAULT_POLICY;
  const [row] = await reader.select().from(slaPolicies).where(eq(slaPolicies.version, version));
  if (!row) throw notFound("POLICY");
  return { version, content: row.content };
}
