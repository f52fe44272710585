import { desc, eq, inArray } from "drizzle-orm";
import { commandAttempts, commands, ledgerEntries, ledgerPostings, refunds, topups } from "#db/schema/index.ts";
import type { RowTone, TimelineRow } from "../schemas.ts";
import { accountText, attemptText, commandText, moveText } from "../words.ts";
import { joined, type LaneCall, type LaneRows, MAX_ROWS, newest, pick, row } from "./row.ts";

const tones: Record<string, RowTone> = {
  ...{ succeeded: "ok", failed: "broken", dead: "broken", rejected: "broken" },
  ...{ queued: "wait", unknown: "wait", pending: "wait", executing: "wait", pending_approval: "wait" },
  ...{ not_sent: "broken", not_received: "broken" },
};

/** What was asked of people and of the platform: requests with their decisions, commands, and every time one was sent or asked about. */
export async function commandRows(call: LaneCall): Promise<LaneRows> {
  const { reader, orderNo, locale } = call;
  const read = await reader
    .select()
    .from(commands)
    .where(eq(commands.orderNo, orderNo))
    .orderBy(desc(commands.createdAt), desc(commands.id))
    .limit(MAX_ROWS + 1);
  const { kept, cut } = newest(read);
  const placed = kept.map((command) =>
    row({
      ...{ id: `command:${command.id}`, at: command.createdAt, lane: "command", kind: `command.${command.kind}` },
      ...{ tone: tones[command.state] ?? "info", state: command.state, amountFen: command.amountFen },
      title: commandText(command.kind, command.state, locale),
      detail: joined(command.reference, command.resultCode, command.resultMessage, command.lastError),
      ref: { kind: "command" as const, id: command.id },
    }),
  );
  const ids = kept.map(({ id }) => id);
  const tried = ids.length === 0 ? [] : await attemptsOf(call, ids);
  const moves = await moveRows(call);
  return { rows: [...placed, ...tried, ...moves.rows], cut: cut || moves.cut };
}

async function attemptsOf({ reader, locale }: LaneCall, ids: string[]): Promise<TimelineRow[]> {
  const read = await reader
    .select()
    .from(commandAttempts)
    .where(inArray(commandAttempts.commandId, ids))
    .orderBy(desc(commandAttempts.startedAt), desc(commandAttempts.id))
    .limit(MAX_ROWS);
  return read.map((attempt) =>
    row({
      ...{ id: `try:${attempt.id}`, at: attempt.startedAt, lane: "command", kind: `attempt.${attempt.action}` },
      ...{ tone: attempt.outcome === null ? "wait" : (tones[attempt.outcome] ?? "info"), state: attempt.outcome },
      title: attemptText(attempt.action, attempt.outcome, locale),
      detail: joined(
        attempt.httpStatus !== null && `HTTP ${attempt.httpStatus}`,
        attempt.tookMs !== null && `${attempt.tookMs} ms`,
        attempt.detail,
      ),
    }),
  );
}

/** Top-ups and refunds: who asked, who decided, what came of it. */
async function moveRows({ reader, orderNo, locale }: LaneCall): Promise<LaneRows> {
  const limit = MAX_ROWS / 4;
  const credits = await reader
    .select()
    .from(topups)
    .where(eq(topups.orderNo, orderNo))
    .orderBy(desc(topups.requestedAt), desc(topups.id))
    .limit(limit + 1);
  const back = await reader
    .select()
    .from(refunds)
    .where(eq(refunds.orderNo, orderNo))
    .orderBy(desc(refunds.requestedAt), desc(refunds.id))
    .limit(limit + 1);
  const all = [
    ...credits.slice(0, limit).map((move) => ({ kind: "topup" as const, move })),
    ...back.slice(0, limit).map((move) => ({ kind: "refund" as const, move })),
  ];
  const rows = all.flatMap(({ kind, move }) => {
    const { id, amountFen, state } = move;
    const shared = { lane: "command" as const, amountFen, ref: { kind, id } };
    const asked = row({
      ...{ ...shared, id: `${kind}:${id}:asked`, at: move.requestedAt, kind: `${kind}.requested` },
      ...{ title: moveText(kind, "asked", locale), by: move.requestedByName, detail: move.reasonCode },
    });
    const decided =
      move.decidedAt === null
        ? []
        : [
            row({
              ...{ ...shared, id: `${kind}:${id}:decided`, at: move.decidedAt, kind: `${kind}.decided` },
              tone: state === "rejected" ? ("broken" as const) : ("ok" as const),
              title: moveText(kind, state === "rejected" ? "rejected" : "approved", locale),
              by: move.decidedByName,
            }),
          ];
    const ended =
      move.settledAt === null
        ? []
        : [
            row({
              ...{ ...shared, id: `${kind}:${id}:ended`, at: move.settledAt, kind: `${kind}.${state}`, state },
              ...{ tone: tones[state] ?? "info", title: moveText(kind, state, locale) },
              detail: joined(move.reference, move.failure),
            }),
          ];
    return [asked, ...decided, ...ended];
  });
  return { rows, cut: credits.length > limit || back.length > limit };
}

/** The books: every entry of the order, line by line. */
export async function ledgerRows({ reader, orderNo, locale }: LaneCall): Promise<LaneRows> {
  const read = await reader
    .select()
    .from(ledgerEntries)
    .where(eq(ledgerEntries.orderNo, orderNo))
    .orderBy(desc(ledgerEntries.postedAt), desc(ledgerEntries.id))
    .limit(MAX_ROWS + 1);
  const { kept, cut } = newest(read);
  const ids = kept.map(({ id }) => id);
  const lines =
    ids.length === 0
      ? []
      : await reader
          .select()
          .from(ledgerPostings)
          .where(inArray(ledgerPostings.entryId, ids))
          .orderBy(ledgerPostings.id);
  const rows = kept.map((entry) => {
    const own = lines.filter(({ entryId }) => entryId === entry.id);
    const sum = own.reduce((total, { amountFen }) => total + Math.max(0, Number(amountFen)), 0);
    return row({
      ...{ id: `entry:${entry.id}`, at: entry.postedAt, lane: "ledger", kind: entry.kind, tone: "ok", amountFen: sum },
      title: pick(locale, `记账：${entry.kind}`, `Booked: ${entry.kind}`),
      detail: joined(...own.map(({ account, amountFen }) => `${accountText(account)} ${signed(Number(amountFen))}`)),
    });
  });
  return { rows, cut };
}

const signed = (fen: number): string => `${fen < 0 ? "−" : "+"}${(Math.abs(fen) / 100).toFixed(2)}`;
