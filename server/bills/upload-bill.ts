import { and, eq } from "drizzle-orm";
import { type Db, db, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { bills } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { channelSetting } from "#server/channels/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, DomainError, invalid, notFound, tooManyRequests } from "#server/core/errors.ts";
import { emit } from "#server/jobs/index.ts";
import { storage } from "#server/storage/index.ts";
import { HEAD_BYTES, judgeHead } from "./file-head.ts";
import type { BillRow } from "./findings.ts";
import { newBill } from "./new-bill.ts";
import { dayOf } from "./rules.ts";
import { type Bill, billDaySchema, MAX_BILL_BYTES } from "./schemas.ts";
import { billView } from "./view.ts";

/** Files of half a gigabyte that are written at the same time. */
const MAX_AT_ONCE = 4;
let underway = 0;

export type BillUpload = {
  channel: string;
  /** YYYY-MM-DD in Asia/Shanghai. */
  day: string;
  replace: boolean;
  fileName: string;
  bytes: AsyncIterable<Uint8Array>;
};

/**
 * Stores the file of a day's bill as it comes, and has it read and matched. A bill that is there is replaced only where that was
 * asked for, or where nothing came of it.
 * @param maxBytes for tests
 * @returns the bill, which is read in its own time
 * @throws DomainError 403 FORBIDDEN, 404 CHANNEL_NOT_FOUND, 409 BILL_EXISTS, 413 PAYLOAD_TOO_LARGE, 415 BILL_TYPE_NOT_ALLOWED,
 * 422 BILL_DAY_NOT_OVER, FILE_EMPTY, BILL_ENCODING, VALIDATION_FAILED, 429 RATE_LIMITED
 */
export async function uploadBill(args: { ctx: Ctx; input: BillUpload; maxBytes?: number }): Promise<Bill> {
  const ctx = authorize(args.ctx, "channels:write");
  const { channel, replace, fileName, bytes } = args.input;
  const day = pastDay(args.input.day, ctx.clock.now());
  if (!(await channelSetting(db, channel))) throw notFound("CHANNEL");
  // Before half a gigabyte is sent in vain; the transaction below looks again.
  refuseExisting(await billOf(db, channel, day), replace);
  if (underway >= MAX_AT_ONCE) throw tooManyRequests(30);
  underway++;
  const stored = await keep(bytes, args.maxBytes ?? MAX_BILL_BYTES).finally(() => {
    underway--;
  });
  const file = { sha256: stored.sha256, bytes: stored.bytes, name: cleanName(fileName, channel, day, stored.kind) };
  try {
    return await put(ctx, { channel, day, replace, file });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw exists((await billOf(db, channel, day))?.id ?? null);
  }
}

type Put = { channel: string; day: string; replace: boolean; file: { sha256: string; name: string; bytes: number } };

function put(ctx: Ctx, { channel, day, replace, file }: Put): Promise<Bill> {
  return transact(async (tx) => {
    const known = await billOf(tx, channel, day);
    refuseExisting(known, replace);
    const at = ctx.clock.now();
    const fresh = newBill({ channel, day, source: "upload", requestedByName: ctx.actor.name, at, file });
    const { id: _id, run: _run, ...values } = fresh;
    // The same row under a new run: whoever works on the old file loses it, and items go on pointing at this bill.
    const [row] = known
      ? await tx
          .update(bills)
          .set({ ...values, run: known.run + 1 })
          .where(eq(bills.id, known.id))
          .returning()
      : await tx.insert(bills).values(fresh).returning();
    if (!row) throw new Error("the bill's row was not written");
    await appendAudit(tx, ctx, {
      action: known ? "bill.replaced" : "bill.uploaded",
      subject: `bill:${row.id}`,
      data: { channel, day, sha256: file.sha256, bytes: file.bytes, fileName: file.name },
    });
    await emit(tx, ctx.clock, { topic: "bill.updated", subject: `bill:${row.id}` });
    return billView(row);
  });
}

async function billOf(reader: Db, channel: string, day: string): Promise<BillRow | undefined> {
  const [row] = await reader
    .select()
    .from(bills)
    .where(and(eq(bills.channel, channel), eq(bills.day, day)));
  return row;
}

/** Of a bill that failed, or that its gateway never gave, nothing is lost. */
function refuseExisting(known: BillRow | undefined, replace: boolean): void {
  if (!known || replace || known.state === "failed") return;
  if (known.state === "pending" && known.source === "gateway") return;
  throw exists(known.id);
}

const exists = (billId: string | null) =>
  conflict("BILL_EXISTS", "There is a bill of this channel and day: send replace=true to put this one in its place.", {
    details: { billId },
  });

/** @throws DomainError 422 VALIDATION_FAILED, BILL_DAY_NOT_OVER */
function pastDay(text: string, now: Date): string {
  const day = billDaySchema.safeParse(text);
  if (!day.success || text < "2000-01-01") {
    const errors = [{ path: "day", message: "must be a day as YYYY-MM-DD" }];
    throw invalid("VALIDATION_FAILED", "Some of the input is not acceptable.", { errors });
  }
  if (day.data >= dayOf(now)) throw invalid("BILL_DAY_NOT_OVER", "The day is not over in Asia/Shanghai.");
  return day.data;
}

async function keep(source: AsyncIterable<Uint8Array>, maxBytes: number) {
  let kind: "zip" | "csv" | undefined;
  const judged = (async function* () {
    let head = Buffer.alloc(0);
    let size = 0;
    for await (const piece of source) {
      size += piece.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      if (kind === undefined) {
        head = Buffer.concat([head, piece]);
        if (head.length < HEAD_BYTES) continue;
        kind = judgeHead(head.subarray(0, HEAD_BYTES));
        yield head;
      } else yield piece;
    }
    if (kind !== undefined) return;
    kind = judgeHead(head);
    yield head;
  })();
  const { sha256, bytes } = await storage().putStream(judged);
  return { sha256, bytes, kind: kind ?? "csv" };
}

const tooLarge = (maxBytes: number) =>
  new DomainError(413, "PAYLOAD_TOO_LARGE", `A bill may have at most ${maxBytes} bytes.`, { details: { maxBytes } });

/** A name to show and to find it again by; nothing is ever written under it. */
function cleanName(sent: string, channel: string, day: string, kind: "zip" | "csv"): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const name = (sent.split(/[\\/]/).at(-1) ?? "").replaceAll(/[\u0000-\u001f\u007f]/g, "").trim();
  const usable = name.isWellFormed() ? name.slice(0, 200) : "";
  return usable === "" ? `${channel}-${day}.${kind}` : usable;
}
