import { and, asc, eq, gt, inArray, or, type SQL } from "drizzle-orm";
import { slaTargets, tickets } from "#db/schema/index.ts";
import { inSlice, slaOverdue, within } from "#server/tickets/index.ts";
import { type SlaMetric, slaMetrics } from "#server/tickets/schemas.ts";
import type { Found, PageCall } from "./list.ts";

type InstantColumn = (typeof slaTargets)["dueAt" | "decidedAt"];

/**
 * The runs of clocks that an attainment counts, each once: first those that run and are past due, by when they fell due, then
 * decided ones by when they were decided.
 * @returns undefined when there is no such number
 */
export async function promises(metric: string, call: PageCall): Promise<Found[] | undefined> {
  const asked = read(metric);
  if (!asked) return undefined;
  const { sla, verdicts } = asked;
  const found: Found[] = [];
  const clock = sla === undefined ? undefined : eq(slaTargets.metric, sla);
  if (verdicts.includes("breached") && (call.after?.part ?? 0) === 0) {
    found.push(...(await part(call, 0, slaTargets.dueAt, call.limit, and(clock, slaOverdue(call.period, call.now)))));
  }
  const left = call.limit - found.length;
  if (left <= 0) return found;
  const decided = and(clock, within(slaTargets.decidedAt, call.period), inArray(slaTargets.outcome, verdicts));
  return [...found, ...(await part(call, 1, slaTargets.decidedAt, left, decided))];
}

function read(metric: string): { sla?: SlaMetric; verdicts: ("met" | "breached")[] } | undefined {
  const words = metric.split(".").slice(1);
  const verdict = words.at(-1) === "met" || words.at(-1) === "breached" ? words.pop() : undefined;
  const sla = slaMetrics.find((name) => name === words[0]);
  if (words.length > 1 || (words.length === 1 && sla === undefined)) return undefined;
  return { ...(sla ? { sla } : {}), verdicts: verdict ? [verdict as "met"] : ["met", "breached"] };
}

async function part(call: PageCall, part: number, instant: InstantColumn, limit: number, condition: SQL | undefined) {
  const after = call.after?.part === part ? call.after : undefined;
  const rows = await call.reader
    .select({
      ...{ id: slaTargets.id, metric: slaTargets.metric, dueAt: slaTargets.dueAt, decidedAt: slaTargets.decidedAt },
      ...{ startedAt: slaTargets.startedAt, outcome: slaTargets.outcome },
      ...{ number: tickets.number, orderNo: tickets.orderNo },
    })
    .from(slaTargets)
    .innerJoin(tickets, eq(tickets.id, slaTargets.ticketId))
    .where(
      and(
        condition,
        inSlice(call.slice),
        after && or(gt(instant, after.at), and(eq(instant, after.at), gt(slaTargets.id, after.id))),
      ),
    )
    .orderBy(asc(instant), asc(slaTargets.id))
    .limit(limit);
  return rows.map((row): Found => {
    const at = row.decidedAt ?? row.dueAt;
    return {
      place: { part, at, id: row.id },
      record: {
        ...{ id: row.id, kind: "promise", at: at.toISOString(), ticketNumber: row.number, orderNo: row.orderNo },
        ...{ what: row.metric, dueAt: row.dueAt.toISOString(), outcome: row.outcome === "met" ? "met" : "breached" },
        amountFen: null,
        tookMs: row.decidedAt ? row.decidedAt.getTime() - row.startedAt.getTime() : null,
      },
    };
  });
}
