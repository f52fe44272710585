import { and, eq, gte } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { metricCells } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { staffNames } from "./queries.ts";

const LOOK_BACK_MS = 366 * DAY_MS;
const MAX_CHOICES = 200;

export type MetricChoices = { channels: string[]; queues: string[]; agents: { id: string; name: string }[] };

/**
 * By what numbers can be narrowed: the channels, queues and people that tickets of the last year had.
 * @throws DomainError 403 FORBIDDEN
 */
export async function metricChoices({ ctx }: { ctx: Ctx }): Promise<MetricChoices> {
  authorize(ctx, "metrics:read");
  const reader = ctx.tx ?? db;
  const since = new Date(ctx.clock.now().getTime() - LOOK_BACK_MS);
  const agents = await keysOf(reader, "agent", since);
  const names = await staffNames(reader, agents);
  return {
    channels: await keysOf(reader, "channel", since),
    queues: await keysOf(reader, "queue", since),
    agents: agents
      .flatMap((id) => (names.has(id) ? [{ id, name: names.get(id) ?? id }] : []))
      .sort((a, b) => a.name.localeCompare(b.name, "zh")),
  };
}

async function keysOf(reader: Db, dim: "agent" | "channel" | "queue", since: Date): Promise<string[]> {
  const { metric, grain, at, key } = metricCells;
  const rows = await reader
    .selectDistinct({ key })
    .from(metricCells)
    .where(and(eq(metric, "opened"), eq(metricCells.dim, dim), eq(grain, "day"), gte(at, since)))
    .orderBy(key)
    .limit(MAX_CHOICES);
  return rows.flatMap((row) => (row.key === "" ? [] : [row.key]));
}
