import { and, asc, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import { incidents, slaTargets, tickets } from "#db/schema/index.ts";
import { inSlice, slaOverdue, within, workOverdue } from "#server/tickets/index.ts";
import { type SlaMetric, slaMetrics } from "#server/tickets/schemas.ts";
import type { Found, PageCall } from "./list.ts";

type InstantColumn = (typeof slaTargets)["dueAt" | "agentDueAt" | "decidedAt"];

/**
 * The runs of clocks that an attainment counts, the customers' (`promise`) or those of who does the work (`work`), each once: first those that run and are past due, by when they fell due, then
 * decided ones by when they were decided.
 * @returns undefined when there is no such number
 */
export async function promises(metric: string, call: PageCall): Promise<Found[] | undefined> {
  const asked = read(metric);
  if (!asked) return undefined;
  const { sla, verdicts, whose } = asked;
  const own = whose === "work";
  const found: Found[] = [];
  const clock = sla === undefined ? undefined : eq(slaTargets.metric, sla);
  if (verdicts.includes("breached") && (call.after?.part ?? 0) === 0) {
    const overdue = own ? workOverdue(call.period, call.now) : slaOverdue(call.period, call.now);
    const instant = own ? slaTargets.agentDueAt : slaTargets.dueAt;
    found.push(...(await pageOf(call, { part: 0, instant, limit: call.limit, own }, and(clock, overdue))));
  }
  const left = call.limit - found.length;
  if (left <= 0) return found;
  const decided = and(
    clock,
    within(slaTargets.decidedAt, call.period),
    inArray(sql`coalesce(${own ? slaTargets.agentOutcome : slaTargets.outcome}, '')`, verdicts),
  );
  const rest = await pageOf(call, { part: 1, instant: slaTargets.decidedAt, limit: left, own }, decided);
  return [...found, ...rest];
}

function read(
  metric: string,
): { sla?: SlaMetric; verdicts: ("met" | "breached")[]; whose: "promise" | "work" } | undefined {
  const [first, ...words] = metric.split(".");
  const whose = first === "work" ? "work" : "promise";
  const verdict = words.at(-1) === "met" || words.at(-1) === "breached" ? words.pop() : undefined;
  const sla = slaMetrics.find((name) => name === words[0]);
  if (words.length > 1 || (words.length === 1 && sla === undefined)) return undefined;
  return { ...(sla ? { sla } : {}), verdicts: verdict ? [verdict as "met"] : ["met", "breached"], whose };
}

type Part = { part: number; instant: InstantColumn; limit: number; own: boolean };

async function pageOf(call: PageCall, { part, instant, limit, own }: Part, condition: SQL | undefined) {
  const after = call.after?.part === part ? call.after : undefined;
  const rows = await call.reader
    .select({
      ...{ id: slaTargets.id, metric: slaTargets.metric, dueAt: slaTargets.dueAt, decidedAt: slaTargets.decidedAt },
      ...{ startedAt: slaTargets.startedAt, outcome: slaTargets.outcome, agentOutcome: slaTargets.agentOutcome },
      agentDueAt: slaTargets.agentDueAt,
      ...{ number: tickets.number, orderNo: tickets.orderNo, incident: incidents.number },
    })
    .from(slaTargets)
    .innerJoin(tickets, eq(tickets.id, slaTargets.ticketId))
    .leftJoin(incidents, eq(incidents.id, tickets.incidentId))
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
    const [due, outcome] = own ? [row.agentDueAt ?? row.dueAt, row.agentOutcome] : [row.dueAt, row.outcome];
    const at = row.decidedAt ?? due;
    return {
      place: { part, at, id: row.id },
      record: {
        ...{ id: row.id, kind: "promise", at: at.toISOString(), ticketNumber: row.number, orderNo: row.orderNo },
        incident: row.incident,
        ...{ what: row.metric, dueAt: due.toISOString(), outcome: outcome === "met" ? "met" : "breached" },
        amountFen: null,
        tookMs: row.decidedAt ? row.decidedAt.getTime() - row.startedAt.getTime() : null,
        n: 1,
      },
    };
  });
}
