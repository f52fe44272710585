import { and, asc, count, eq, inArray, isNotNull } from "drizzle-orm";
import { db } from "#db/client.ts";
import { slaTargets, tickets, topups } from "#db/schema/index.ts";
import { channelName } from "#server/channels/index.ts";
import { HOUR_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { formatFen } from "#server/core/money.ts";
import { causeTitle, runningPack } from "#server/diagnosis/index.ts";
import { findIncident, ticketsOf } from "./incident.ts";
import { getIncident } from "./verbs.ts";

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
  const found = await getIncident({ ctx, input });
  const row = await findIncident(db, input.number);
  const breached = await breachedOf(row);
  const credited = await creditedOf(row);
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
    [say("超时的时限", "Service levels missed"), String(breached)],
    [say("人工到账", "Credited by hand"), `${credited.n} · ${formatFen(credited.fen)}`],
  ];
  const lines = [
    `# ${tame(found.named ? found.title : `${channelName(found.channel, null, locale)} · ${cause}`)}`,
    "",
    ...facts.map(([name, value]) => `- **${name}**: ${value}`),
    "",
    `## ${say("经过", "Timeline")}`,
    "",
    ...found.events.map(({ type, by, system, text, count: n, at: when }) => {
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
    `## ${say(`工单（${found.ticketNumbers.length}）`, `Tickets (${found.ticketNumbers.length})`)}`,
    "",
    ...found.ticketNumbers.map((number) => `- ${number}`),
    "",
  ];
  return { name: `${found.number}.md`, text: lines.join("\n") };
}

/** A moment in Beijing, with how far that is from UTC. */
const momentOf = (iso: string) =>
  `${new Date(new Date(iso).getTime() + 8 * HOUR_MS).toISOString().slice(0, 16).replace("T", " ")} (UTC+8)`;

/** One line, in which nothing is a heading, a link or a tag. */
const tame = (text: string) => text.replaceAll(/\s+/g, " ").replaceAll(/([\\`*_[\]<>#|])/g, "\\$1");

async function breachedOf(row: Parameters<typeof ticketsOf>[0]): Promise<number> {
  const mine = db.select({ id: tickets.id }).from(tickets).where(ticketsOf(row));
  const [found] = await db
    .select({ n: count() })
    .from(slaTargets)
    .where(and(inArray(slaTargets.ticketId, mine), eq(slaTargets.outcome, "breached")));
  return Number(found?.n ?? 0);
}

async function creditedOf(row: Parameters<typeof ticketsOf>[0]): Promise<{ n: number; fen: number }> {
  const mine = db
    .select({ orderNo: tickets.orderNo })
    .from(tickets)
    .where(and(ticketsOf(row), isNotNull(tickets.orderNo)));
  const rows = await db
    .select({ fen: topups.amountFen })
    .from(topups)
    .where(and(eq(topups.state, "succeeded"), inArray(topups.orderNo, mine)))
    .orderBy(asc(topups.id))
    .limit(10_000);
  return { n: rows.length, fen: rows.reduce((sum, { fen }) => sum + fen, 0) };
}
