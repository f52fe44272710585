import { and, asc, count, eq, gt, gte, inArray, isNotNull, or, sum } from "drizzle-orm";
import { db } from "#db/client.ts";
import { incidentEvents, slaTargets, tickets, topups } from "#db/schema/index.ts";
import { channelName } from "#server/channels/index.ts";
import { HOUR_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { formatFen } from "#server/core/money.ts";
import { causeTitle, runningPack } from "#server/diagnosis/index.ts";
import { slaOverdue } from "#server/tickets/index.ts";
import { findIncident, type IncidentRow, ticketsOf, viewIncident } from "./incident.ts";
import { viewEvent } from "./verbs.ts";

/** So many rows are read at a time. */
const PAGE = 1_000;

const eventNames: Record<string, readonly [zh: string, en: string]> = {
  proposed: ["系统提议", "Proposed"],
  opened: ["确认为故障", "Opened"],
  tickets_joined: ["工单加入", "Tickets joined"],
  noted: ["记录", "Note"],
  noticed: ["通知客户", "Customers told"],
  batch_started: ["开始批量处理", "Batch started"],
  mitigated: ["已缓解", "Mitigated"],
  reopened: ["再次发生", "Flared up again"],
  resolved: ["已解决", "Resolved"],
  dismissed: ["不是故障", "Dismissed"],
};

/**
 * What happened, as a text in Markdown to be gone through together: the numbers, each counted over the list that stands below it, the
 * timeline, and room for reasons and what follows.
 * @throws DomainError 403 FORBIDDEN, 404 INCIDENT_NOT_FOUND
 */
export async function postMortem({
  ctx,
  input,
  locale,
}: {
  ctx: Ctx;
  input: { number: string };
  locale: "zh-CN" | "en";
}) {
  authorize(ctx, "tickets:read");
  const row = await findIncident(db, input.number);
  const found = await viewIncident(db, row);
  const missed = await missedBy(row, ctx.clock.now());
  const credited = await creditedOf(row);
  const events = (await eventsOf(row)).map(viewEvent);
  const numbers = await numbersOf(row);
  const english = locale === "en";
  const say = (zh: string, en: string) => (english ? en : zh);
  const at = (iso: string | null) => (iso === null ? "—" : momentOf(iso));
  const cause = causeTitle(found.causeCode, locale, await runningPack());
  const facts: [string, string][] = [
    [say("编号", "Number"), found.number],
    [say("原因", "Cause"), `${cause} (${found.causeCode})`],
    [say("渠道", "Channel"), `${channelName(found.channel, null, locale)} (${found.channel})`],
    [say("开始", "From"), at(found.fromAt)],
    [say("结束", "Until"), at(found.toAt)],
    [say("工单", "Tickets"), String(found.tickets)],
    [say("未结工单", "Tickets still open"), String(found.openTickets)],
    [say("涉及金额", "Amount"), formatFen(found.amountFen)],
    [say("已通知的工单", "Tickets whose customers were told"), String(found.noticed)],
    [say("超时的时限", "Service levels missed"), String(missed.length)],
    [say("人工到账", "Credited by hand"), `${credited.n} · ${formatFen(credited.fen)}`],
  ];
  const lines = [
    `# ${tame(found.named ? found.title : `${channelName(found.channel, null, locale)} · ${cause}`)}`,
    "",
    ...facts.map(([name, value]) => `- **${name}**: ${value}`),
    "",
    `## ${say("经过", "Timeline")}`,
    "",
    ...events.map(({ type, by, system, text, count: n, at: when }) => {
      const name = eventNames[type]?.[english ? 1 : 0] ?? type;
      const more = [n === null ? "" : ` (${n})`, text === null ? "" : `: ${tame(text)}`].join("");
      return `- ${at(when)} · ${name}${more} · ${system ? say("系统", "System") : tame(by)}`;
    }),
    "",
    `## ${say("根本原因", "Root cause")}`,
    "",
    `## ${say("做得好的", "What went well")}`,
    "",
    `## ${say("后续行动", "What follows")}`,
    "",
    `## ${say(`超时的时限（${missed.length}）`, `Service levels missed (${missed.length})`)}`,
    "",
    ...missed.map(({ number, metric, dueAt }) => `- ${number} · ${metric} · ${momentOf(dueAt.toISOString())}`),
    "",
    `## ${say(`工单（${numbers.length}）`, `Tickets (${numbers.length})`)}`,
    "",
    ...numbers.map(({ number }) => `- ${number}`),
    "",
  ];
  return { name: `${found.number}.md`, text: lines.join("\n") };
}

/** A moment in Beijing, with how far that is from UTC. */
const momentOf = (iso: string) =>
  `${new Date(new Date(iso).getTime() + 8 * HOUR_MS).toISOString().slice(0, 16).replace("T", " ")} (UTC+8)`;

/** One line, in which nothing is a heading, a link or a tag. */
const tame = (text: string) => text.replaceAll(/\s+/g, " ").replaceAll(/([\\`*_[\]<>#|])/g, "\\$1");

/** Reads everything page by page, by ids. @param pageAfter the rows behind an id, at most {@link PAGE} of them */
async function every<T extends { id: string }>(pageAfter: (id: string) => PromiseLike<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for (let after = ""; ; after = rows.at(-1)?.id ?? "") {
    const page = await pageAfter(after);
    rows.push(...page);
    if (page.length < PAGE) return rows;
  }
}

/** Clocks of its tickets that were not kept, also those that run and are past due, as the dashboards count them. */
function missedBy(row: IncidentRow, now: Date) {
  const { id, metric, dueAt } = slaTargets;
  const broken = or(eq(slaTargets.outcome, "breached"), slaOverdue({ from: new Date(0), to: now }, now));
  return every((after) =>
    db
      .select({ id, number: tickets.number, metric, dueAt })
      .from(slaTargets)
      .innerJoin(tickets, eq(tickets.id, slaTargets.ticketId))
      .where(and(ticketsOf(row), broken, gt(id, after)))
      .orderBy(asc(id))
      .limit(PAGE),
  );
}

/** What people credited to its orders since it began. */
async function creditedOf(row: IncidentRow): Promise<{ n: number; fen: number }> {
  const mine = db
    .select({ orderNo: tickets.orderNo })
    .from(tickets)
    .where(and(ticketsOf(row), isNotNull(tickets.orderNo)));
  const [found] = await db
    .select({ n: count(), fen: sum(topups.amountFen) })
    .from(topups)
    .where(and(eq(topups.state, "succeeded"), gte(topups.decidedAt, row.fromAt), inArray(topups.orderNo, mine)));
  return { n: Number(found?.n ?? 0), fen: Number(found?.fen ?? 0) };
}

const eventsOf = (row: IncidentRow) =>
  every((after) =>
    db
      .select()
      .from(incidentEvents)
      .where(and(eq(incidentEvents.incidentId, row.id), gt(incidentEvents.id, after)))
      .orderBy(asc(incidentEvents.id))
      .limit(PAGE),
  );

const numbersOf = (row: IncidentRow) =>
  every((after) =>
    db
      .select({ id: tickets.id, number: tickets.number })
      .from(tickets)
      .where(and(ticketsOf(row), gt(tickets.id, after)))
      .orderBy(asc(tickets.id))
      .limit(PAGE),
  );
