import { setImmediate } from "node:timers/promises";
import { transact } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { type BillLine, GatewayError } from "#server/gateways/index.ts";
import type { BillRow } from "./findings.ts";
import { hold, save } from "./hold.ts";
import { addUp, BATCH_LINES, clearLines, storeSums } from "./lines.ts";
import { anyOurs } from "./match-ours.ts";
import { type BillSum, dayOf, judgeLineDay } from "./rules.ts";
import type { BillCounts } from "./schemas.ts";

/** Where a bill's lines come from. */
export type OpenedBill = {
  lines: AsyncIterable<BillLine>;
  /** How much of the file was read so far; 0 where nobody counts. */
  bytesRead(): number;
};

/** The attempt at which a bill that is said to be empty is taken to be, whatever we believe: some sixteen hours after the first. */
const EMPTY_BELIEVED_AT = 8;
/** Lines between two turns of the event loop: a request meanwhile waits for milliseconds, not for a batch. */
const TURN_LINES = 128;
/** Longer than any gateway lets a payment number be; what is longer was read from the wrong column. */
const MAX_NUMBER = 128;

export const NO_COUNTS: BillCounts = {
  missing_here: 0,
  missing_there: 0,
  amount_differs: 0,
  paid_twice: 0,
  refunded_there: 0,
};

/** Why a bill's file cannot be used, and where in it. */
export class BillFault extends Error {
  readonly code: "BILL_WRONG_DAY" | "BILL_MALFORMED" | "BILL_ENCODING" | "BILL_EMPTY";
  readonly line: number | null;
  constructor(code: BillFault["code"], detail: string, line: number | null = null) {
    super(detail);
    this.name = "BillFault";
    this.code = code;
    this.line = line;
  }
}

/**
 * Reads a bill from its beginning, adding its lines up by payment number, a batch in each transaction. What an earlier attempt
 * left is removed first, so that it may break off anywhere and be begun again.
 * @param open makes the lines; called once, outside transactions
 * @param batchLines how many lines are held at most
 * @throws BillFault, BillLost, and what the lines throw
 */
export async function readBillLines(
  ctx: Ctx,
  claimed: BillRow,
  open: () => Promise<OpenedBill>,
  batchLines = BATCH_LINES,
): Promise<BillRow> {
  await clearLines(claimed.id, async (tx) => {
    await hold(tx, ctx, claimed);
  });
  let bill = await save(ctx, claimed, {
    ...{ bytesRead: 0, linesRead: 0, compared: 0, matched: 0, mismatched: 0, counts: NO_COUNTS, raised: 0, waiting: 0 },
    ...{ paidFen: 0, refundedFen: 0, ourPaidFen: 0, ourRefundedFen: 0, linesForgottenAt: null, cursor: null },
  });
  const source = await openOrEmpty(claimed, open);
  const days = new DayJudge(bill.day);
  let totals = { linesRead: 0, paidFen: 0, refundedFen: 0 };
  const sums = new Map<string, BillSum>();
  let held = 0;
  const flush = async () => {
    const changes = { ...totals, bytesRead: source.bytesRead() };
    bill = await transact(async (tx) => {
      await storeSums(tx, bill.id, [...sums.values()]);
      return hold(tx, ctx, bill, changes);
    });
    sums.clear();
    held = 0;
  };
  for await (const line of source.lines) {
    totals = add(totals, line);
    days.judge(line, totals.linesRead);
    addUp(sums, line);
    if (++held >= batchLines) await flush();
    if (totals.linesRead % TURN_LINES === 0) await setImmediate();
  }
  await flush();
  days.conclude();
  return save(ctx, bill, { phase: "matching", cursor: null });
}

/**
 * A day without a single trade has no bill: its gateway says so, and that is an answer. It says the same of a bill that it has not
 * made yet, so where we believe in payments of that day it is asked again for most of a day before it is believed.
 */
async function openOrEmpty(bill: BillRow, open: () => Promise<OpenedBill>): Promise<OpenedBill> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "BILL_EMPTY") throw error;
    if (bill.attempts < EMPTY_BELIEVED_AT && (await anyOurs(bill))) {
      throw new GatewayError("BILL_NOT_READY", error.message, { sent: error.sent, cause: error });
    }
    return { lines: (async function* () {})(), bytesRead: () => 0 };
  }
}

type Totals = { linesRead: number; paidFen: number; refundedFen: number };

function add({ linesRead, paidFen, refundedFen }: Totals, line: BillLine): Totals {
  const number = linesRead + 1;
  const { outTradeNo, amountFen } = line;
  if (outTradeNo === "" || outTradeNo.length > MAX_NUMBER || outTradeNo.includes("\u0000")) {
    throw new BillFault("BILL_MALFORMED", `record ${number} has no usable payment number`);
  }
  if (!Number.isSafeInteger(amountFen) || amountFen < 0) {
    throw new BillFault("BILL_MALFORMED", `record ${number} has no usable amount`);
  }
  return line.kind === "payment"
    ? { linesRead: number, paidFen: paidFen + amountFen, refundedFen }
    : { linesRead: number, paidFen, refundedFen: refundedFen + amountFen };
}

/** Tells the bill of another day, by when its payments were made. */
class DayJudge {
  private readonly day: string;
  private on = 0;
  private beside = 0;
  private other = "";

  constructor(day: string) {
    this.day = day;
  }

  judge(line: BillLine, number: number): void {
    // A refund may be dated by the payment that it gives back.
    if (line.kind !== "payment" || line.at === null) return;
    const place = judgeLineDay(this.day, line.at);
    if (place === "on") this.on++;
    else if (place === "beside") {
      this.beside++;
      this.other = dayOf(line.at);
    } else throw new BillFault("BILL_WRONG_DAY", `record ${number} is of ${dayOf(line.at)}`);
  }

  conclude(): void {
    if (this.beside > this.on) throw new BillFault("BILL_WRONG_DAY", `most records are of ${this.other}`);
  }
}
