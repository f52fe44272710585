import { sql } from "drizzle-orm";
import { type BillCounts, billPhases, billSources, billStates } from "#server/bills/schemas.ts";
import { fen, index, instant, int, json, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/** A gateway's daily bill: fetched or uploaded, read line by line, matched to our payments. */
export const bills = table(
  "bills",
  {
    id: text("id").primaryKey(),
    channel: text("channel").notNull(),
    /** YYYY-MM-DD in Asia/Shanghai. */
    day: text("day").notNull(),
    source: oneOf("source", billSources).notNull(),
    state: oneOf("state", billStates).notNull(),
    /** Where the work goes on from when it was left. */
    phase: oneOf("phase", billPhases).notNull(),
    /** How far the phase came: the last key that was dealt with. */
    cursor: text("cursor"),
    /** Goes up each time the work is taken up: who holds an older number has lost it and may write nothing. */
    run: int("run").notNull(),
    /** Of an upload: its hash in the storage. */
    fileSha256: text("file_sha256"),
    fileName: text("file_name"),
    bytesTotal: int("bytes_total"),
    bytesRead: int("bytes_read").notNull(),
    linesRead: int("lines_read").notNull(),
    compared: int("compared").notNull(),
    matched: int("matched").notNull(),
    mismatched: int("mismatched").notNull(),
    /** Mismatches by kind, as the last matching found them. */
    counts: json<BillCounts>("counts").notNull(),
    /** Items put into the money queue by the last matching; it stops at a limit. */
    raised: int("raised").notNull(),
    /** Payments near midnight that a neighbouring bill may have, which is not here yet. */
    waiting: int("waiting").notNull(),
    paidFen: fen("paid_fen").notNull(),
    refundedFen: fen("refunded_fen").notNull(),
    /** What our own records say was paid on the channel and day. */
    ourPaidFen: fen("our_paid_fen").notNull(),
    /** How much of the bill's refunds we know of. */
    ourRefundedFen: fen("our_refunded_fen").notNull(),
    error: text("error"),
    errorLine: int("error_line"),
    errorDetail: text("error_detail"),
    attempts: int("attempts").notNull(),
    /** When there is something to do: an attempt, a lease that ends, or another look at what waits for a neighbour. */
    nextAttemptAt: instant("next_attempt_at"),
    leaseUntil: instant("lease_until"),
    requestedByName: text("requested_by_name").notNull(),
    createdAt: instant("created_at").notNull(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    /** Set once the lines were let go; the sums stay. */
    linesForgottenAt: instant("lines_forgotten_at"),
  },
  (t) => [
    uniqueIndex("bills_channel_day").on(t.channel, t.day),
    index("bills_day").on(t.day, t.channel),
    index("bills_due").on(t.nextAttemptAt),
    index("bills_created").on(t.createdAt),
    index("bills_finished").on(t.finishedAt),
  ],
);

/** What the lines of a bill add up to, one row a payment: what is compared with our own records. */
export const billLines = table(
  "bill_lines",
  {
    billId: text("bill_id")
      .notNull()
      .references(() => bills.id, { onDelete: "cascade" }),
    outTradeNo: text("out_trade_no").notNull(),
    gatewayTradeNo: text("gateway_trade_no"),
    paidFen: fen("paid_fen").notNull(),
    /** Payments of this number on the bill; more than one is paid twice. */
    paidCount: int("paid_count").notNull(),
    refundedFen: fen("refunded_fen").notNull(),
    /** When it was paid, where the bill says it. */
    paidAt: instant("paid_at"),
  },
  (t) => [
    primaryKey({ columns: [t.billId, t.outTradeNo] }),
    // Few lines are refunds; what was refunded of a payment stands on the bills of several days.
    index("bill_lines_refunded").on(t.outTradeNo).where(sql`refunded_fen > 0`),
  ],
);
