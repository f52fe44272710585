import { z } from "zod";

export const billStates = ["pending", "running", "done", "failed"] as const;
export type BillState = (typeof billStates)[number];
export const billSources = ["gateway", "upload"] as const;
export type BillSource = (typeof billSources)[number];

/** Where a bill goes on from: its lines are read, then looked for in our records, then our records are looked for in its lines. */
export const billPhases = ["reading", "matching", "checking"] as const;
export type BillPhase = (typeof billPhases)[number];

/** The ways in which a bill and our records can differ; each is a kind of money item. */
export const billMismatchKinds = [
  "missing_here",
  "missing_there",
  "amount_differs",
  "paid_twice",
  "refunded_there",
] as const;
export type BillMismatchKind = (typeof billMismatchKinds)[number];
export type BillCounts = Record<BillMismatchKind, number>;

/** A bill's file has at most so many bytes. */
export const MAX_BILL_BYTES = 512 * 1024 * 1024;
/** A bill raises at most so many items: more than this is one trouble (a wrong file, a channel of another shop), not many. */
export const MAX_BILL_ITEMS = 5_000;

/** A day in Asia/Shanghai that exists. */
export const billDaySchema = z.iso.date();
export const billChannelSchema = z.string().min(1).max(64);

export const billUploadQuerySchema = z.object({
  day: billDaySchema.describe("The day that the bill is of, YYYY-MM-DD in Asia/Shanghai."),
  replace: z
    .enum(["true", "false"])
    .default("false")
    .describe("`true` to put this file in the place of the bill that is there."),
  fileName: z.string().trim().min(1).max(200).optional().describe("The file's name, when the body is the file itself."),
});

export const billListSchema = z.object({
  channel: billChannelSchema.optional(),
  state: z.enum(billStates).optional(),
  /** The first and the last day. */
  from: billDaySchema.optional(),
  to: billDaySchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});
export type BillListInput = z.input<typeof billListSchema>;

const fen = z.number().int();
const count = z.number().int().min(0);

export const billSchema = z.object({
  id: z.string(),
  channel: z.string(),
  day: z.string(),
  source: z.enum(billSources),
  state: z.enum(billStates),
  /** What is being done, or is to be done next. */
  phase: z.enum(billPhases),
  /** Of the whole work; null where nobody knows how much there is (a bill that the gateway is still sending). */
  percent: z.number().int().min(0).max(100).nullable(),
  fileName: z.string().nullable(),
  sha256: z.string().nullable(),
  bytesRead: count,
  bytesTotal: count.nullable(),
  linesRead: count,
  /** Payment numbers of the bill that were compared. */
  compared: count,
  matched: count,
  mismatched: count,
  /** By kind: how many the last comparison found, and how many of them still wait in the money queue. */
  mismatches: z.array(z.object({ kind: z.enum(billMismatchKinds), found: count, open: count })),
  /** Payments near midnight that the bill lacks and the next day's may have: judged when that is here. */
  waiting: count,
  /** True when there were more mismatches than a bill may put into the queue. */
  capped: z.boolean(),
  paidFen: fen,
  refundedFen: fen,
  /** What our own records say was paid on that channel and day. */
  ourPaidFen: fen,
  /** How much of the bill's refunds we know of. */
  ourRefundedFen: fen,
  /** Why it waits or failed: `BILL_…`, or what the gateway's call failed with (`TIMED_OUT` and others). */
  error: z.object({ code: z.string(), line: z.number().int().nullable(), detail: z.string().nullable() }).nullable(),
  attempts: count,
  nextAttemptAt: z.string().nullable(),
  requestedBy: z.string(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type Bill = z.output<typeof billSchema>;

export const billBoardSchema = z.object({
  /** The last day shown. */
  to: billDaySchema.optional(),
  days: z.number().int().min(1).max(31).default(14),
  channel: billChannelSchema.optional(),
});
export type BillBoardInput = z.input<typeof billBoardSchema>;
