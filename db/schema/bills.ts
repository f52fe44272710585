import { billSources, billStates } from "#server/bills/schemas.ts";
import { fen, index, instant, int, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

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
    /** Of an upload: its hash in the storage. */
    fileSha256: text("file_sha256"),
    fileName: text("file_name"),
    bytesTotal: int("bytes_total"),
    linesRead: int("lines_read").notNull(),
    matched: int("matched").notNull(),
    mismatched: int("mismatched").notNull(),
    paidFen: fen("paid_fen").notNull(),
    refundedFen: fen("refunded_fen").notNull(),
    error: text("error"),
    attempts: int("attempts").notNull(),
    nextAttemptAt: instant("next_attempt_at"),
    leaseUntil: instant("lease_until"),
    requestedByName: text("requested_by_name").notNull(),
    createdAt: instant("created_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    uniqueIndex("bills_channel_day").on(t.channel, t.day),
    index("bills_due").on(t.nextAttemptAt),
    index("bills_created").on(t.createdAt),
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
  },
  (t) => [primaryKey({ columns: [t.billId, t.outTradeNo] })],
);
