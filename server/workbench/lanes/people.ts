import { desc, eq, inArray } from "drizzle-orm";
import { appeals, auditLog, inboxMessages, noticeDeliveries, ticketEvents } from "#db/schema/index.ts";
import { auditText } from "../audit-words.ts";
import type { RowTone, TimelineRow } from "../schemas.ts";
import { noticeChannelText, noticeStateText, ticketEventText } from "../words.ts";
import { joined, type LaneCall, type LaneRows, MAX_ROWS, newest, pick, row, who } from "./row.ts";

/** Appeals against holds of the order; the holds themselves come with the platform's events. */
export async function riskRows({ reader, orderNo, locale }: LaneCall): Promise<LaneRows> {
  const read = await reader
    .select()
    .from(appeals)
    .where(eq(appeals.orderNo, orderNo))
    .orderBy(desc(appeals.openedAt), desc(appeals.id))
    .limit(MAX_ROWS + 1);
  const { kept, cut } = newest(read);
  const rows = kept.flatMap((appeal): TimelineRow[] => {
    const ref = { kind: "appeal" as const, id: appeal.id };
    const opened = row({
      ...{ id: `appeal:${appeal.id}`, at: appeal.openedAt, lane: "risk", kind: "appeal.opened", tone: "wait", ref },
      ...{ title: pick(locale, "提交风控申诉", "Appeal against the hold"), state: appeal.state },
    });
    if (appeal.decidedAt === null) return [opened];
    const decision = appeal.decided?.decision;
    const decided = row({
      ...{ id: `appeal:${appeal.id}:decided`, at: appeal.decidedAt, lane: "risk", kind: "appeal.decided", ref },
      tone: decision === "pass" ? "ok" : "broken",
      title:
        decision === "pass" ? pick(locale, "申诉通过", "Appeal passed") : pick(locale, "申诉未通过", "Appeal denied"),
    });
    return [opened, decided];
  });
  return { rows, cut };
}

const noticeTones: Record<string, RowTone> = {
  sent: "ok",
  failed: "broken",
  queued: "wait",
  sending: "wait",
  unknown: "wait",
};

/** What the customer was sent outside the product. The address is shown as staff may see it. */
export async function noticeRows({ reader, orderNo, locale }: LaneCall): Promise<LaneRows> {
  const read = await reader
    .select()
    .from(noticeDeliveries)
    .where(eq(noticeDeliveries.orderNo, orderNo))
    .orderBy(desc(noticeDeliveries.createdAt), desc(noticeDeliveries.id))
    .limit(MAX_ROWS + 1);
  const { kept, cut } = newest(read);
  const rows = kept.map((notice) =>
    row({
      ...{ id: `notice:${notice.id}`, at: notice.sentAt ?? notice.createdAt, lane: "notice", kind: notice.kind },
      ...{ tone: noticeTones[notice.state] ?? "info", state: notice.state },
      title: joined(noticeStateText(notice.state, locale), noticeChannelText(notice.channel, locale)) ?? notice.kind,
      detail: joined(notice.shownAddress, notice.error),
    }),
  );
  return { rows, cut };
}

/** What the customer was told within the product. The newest of theirs are looked through: their index is by customer. */
export async function inboxRows({ reader, orderNo, customerId, locale }: LaneCall): Promise<LaneRows> {
  const { id, kind, read, createdAt } = inboxMessages;
  const found = await reader
    .select({ id, kind, read, createdAt, orderNo: inboxMessages.orderNo })
    .from(inboxMessages)
    .where(eq(inboxMessages.customerId, customerId))
    .orderBy(desc(inboxMessages.createdAt), desc(inboxMessages.id))
    .limit(MAX_ROWS + 1);
  const { kept, cut } = newest(found);
  const rows = kept
    .filter((message) => message.orderNo === orderNo)
    .map((message) =>
      row({
        ...{ id: `inbox:${message.id}`, at: message.createdAt, lane: "notice", kind: message.kind },
        title: pick(locale, "站内信", "Inbox"),
        detail: message.read ? pick(locale, "已读", "read") : pick(locale, "未读", "unread"),
      }),
    );
  return { rows, cut };
}

/** What was done to the tickets of the order. */
export async function ticketRows({ reader, tickets, locale }: LaneCall): Promise<LaneRows> {
  if (tickets.length === 0) return { rows: [], cut: false };
  const numbers = new Map(tickets.map(({ id, number }) => [id, number]));
  const read = await reader
    .select()
    .from(ticketEvents)
    .where(inArray(ticketEvents.ticketId, [...numbers.keys()]))
    .orderBy(desc(ticketEvents.at), desc(ticketEvents.id))
    .limit(MAX_ROWS + 1);
  const { kept, cut } = newest(read);
  const rows = kept.map((event) => {
    const number = numbers.get(event.ticketId) ?? "";
    return row({
      ...{
        id: `step:${event.id}`,
        at: event.at,
        lane: "ticket",
        kind: event.type,
        by: who(event.actorKind, event.actorName, locale),
      },
      ...{ title: ticketEventText(event.type, event.after, locale), detail: number },
      ref: { kind: "ticket" as const, id: number },
    });
  });
  return { rows, cut };
}

/** Who did what about the order and its tickets, as it stands in the audit log. */
export async function auditRows({ reader, orderNo, tickets, locale }: LaneCall): Promise<LaneRows> {
  const subjects = [`order:${orderNo}`, ...tickets.map(({ number }) => `ticket:${number}`)];
  const read = await reader
    .select({
      ...{ id: auditLog.id, at: auditLog.at, action: auditLog.action, subject: auditLog.subject },
      ...{ actorKind: auditLog.actorKind, actorName: auditLog.actorName },
    })
    .from(auditLog)
    .where(inArray(auditLog.subject, subjects))
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(MAX_ROWS + 1);
  const { kept, cut } = newest(read);
  const rows = kept.map((entry) =>
    row({
      ...{ id: `audit:${entry.id}`, at: entry.at, lane: "audit", kind: entry.action },
      title: auditText(entry.action, locale),
      ...{ detail: entry.subject.replace(/^[a-z]+:/, ""), by: who(entry.actorKind, entry.actorName, locale) },
    }),
  );
  return { rows, cut };
}
