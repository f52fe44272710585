import { setTimeout } from "node:timers/promises";
import { and, eq, inArray, isNull, lt, ne } from "drizzle-orm";
import { z } from "zod";
import { db, transact } from "#db/client.ts";
import { attachments, tickets } from "#db/schema/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { emit } from "#server/jobs/outbox.ts";
import { type ReadOptions, readPicture } from "#server/reading/index.ts";
import type { PictureReading, ReadState } from "#server/reading/schemas.ts";
import { storage } from "#server/storage/index.ts";
import { type AttachmentRow, attachmentView } from "./attachment-view.ts";
import { ownsDiagnosis, runOwner } from "./diagnosis-record.ts";
import type { Attachment } from "./schemas.ts";

/** Whoever uploads waits at most so long for what was read; the reading goes on. */
const WAIT_MS = 8 * SECOND_MS;
/** What is read for somebody who waits: only behind a few others, and not without end. */
const AT_ONCE: ReadOptions = { timeoutMs: 30 * SECOND_MS, maxWaiting: 3 };
const BY_JOB_TIMEOUT_MS = 40 * SECOND_MS;
/** Younger ones are being read by whoever took them in. */
const LEFT_ALONE_MS = 45 * SECOND_MS;
const MAX_ATTEMPTS = 4;
const PICTURES_A_RUN = 5;
const unread: ReadState[] = ["pending", "busy", "timed_out"];

/** Whether a stored file is one to read: pictures, but never identity documents. */
export const isReadable = ({ kind, mediaType }: Pick<AttachmentRow, "kind" | "mediaType">): boolean =>
  kind !== "identity" && mediaType.startsWith("image/");

// Next.js may load this module more than once in a process.
const holder = globalThis as typeof globalThis & { __daozhangReadings?: Map<string, Promise<AttachmentRow>> };
holder.__daozhangReadings ??= new Map();
/** What is being read for somebody, by the picture's id: who asks again waits for the same reading. */
const underWay = holder.__daozhangReadings;

/**
 * Reads a picture that is stored already and keeps what was read, also when that comes after the wait is over. Never throws: the
 * upload is done, whatever comes of this; what was not read by then is read by the job.
 * @param waitMs how long the caller waits, in milliseconds
 * @returns the row as it is now
 */
export async function readAtOnce(
  ctx: Ctx,
  row: AttachmentRow,
  bytes: Uint8Array,
  waitMs = WAIT_MS,
): Promise<AttachmentRow> {
  if (row.readState === null) return row;
  const over = new AbortController();
  const wait = setTimeout(waitMs, row, { ref: false, signal: over.signal }).catch(() => row);
  try {
    return await Promise.race([underWay.get(row.id) ?? begin(ctx, row, bytes), wait]);
  } finally {
    over.abort();
  }
}

function begin(ctx: Ctx, row: AttachmentRow, bytes: Uint8Array): Promise<AttachmentRow> {
  const reading = readPicture(bytes, { ...AT_ONCE, now: ctx.clock.now() })
    .then((read) => keepReading(ctx, row, read))
    .catch((error) => {
      logger.error({ err: error, attachment: row.id }, "what a picture says could not be kept");
      return row;
    })
    .finally(() => underWay.delete(row.id));
  underWay.set(row.id, reading);
  return reading;
}

/** Reads what could not be read when it came. @returns how many were read */
export async function readPending(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  const rows = await db
    .select()
    .from(attachments)
    .where(
      and(
        inArray(attachments.readState, unread),
        lt(attachments.readAttempts, MAX_ATTEMPTS),
        lt(attachments.createdAt, new Date(now.getTime() - LEFT_ALONE_MS)),
        ne(attachments.kind, "identity"),
      ),
    )
    .orderBy(attachments.createdAt, attachments.id)
    .limit(PICTURES_A_RUN);
  let done = 0;
  for (const row of rows) {
    if (underWay.has(row.id)) continue;
    try {
      const bytes = await storage().open(row.sha256);
      const reading = await readPicture(bytes, { timeoutMs: BY_JOB_TIMEOUT_MS, now });
      if ((await keepReading(ctx, row, reading)).readState === "read") done++;
    } catch (error) {
      logger.error({ err: error, attachment: row.id }, "a picture could not be read by the job");
      await keepReading(ctx, row, notRead);
    }
  }
  return done;
}

/** The storage may be back the next time. */
const notRead: PictureReading = { status: "timed_out", fields: [], text: "", codes: [], tookMs: 0 };

/** Writes down what was read and says so to whoever looks at the ticket. */
function keepReading(ctx: Ctx, row: AttachmentRow, reading: PictureReading): Promise<AttachmentRow> {
  return transact(async (tx) => {
    const paymentNo = reading.fields.find((field) => field.name === "paymentNo")?.value;
    // A line that was full says nothing of the picture.
    const attempts = row.readAttempts + (reading.status === "busy" ? 0 : 1);
    const [kept] = await tx
      .update(attachments)
      .set({
        readState: reading.status,
        readAttempts: attempts,
        readAt: ctx.clock.now(),
        ...(reading.status === "read" ? { reading } : {}),
        ...(paymentNo === undefined ? {} : { readPaymentNo: String(paymentNo) }),
      })
      .where(and(eq(attachments.id, row.id), inArray(attachments.readState, unread)))
      .returning();
    if (!kept) return row;
    const [ticket] = kept.ticketId
      ? await tx.select({ number: tickets.number }).from(tickets).where(eq(tickets.id, kept.ticketId))
      : [];
    if (ticket && reading.status === "read") {
      const payload = { number: ticket.number, attachmentId: row.id };
      await emit(tx, ctx.clock, { topic: "ticket.proof_read", subject: `ticket:${ticket.number}`, payload });
    }
    return kept;
  });
}

/** A picture of a run with all that was read off it, for its owner to confirm or mend. */
export type RunReading = { attachment: Attachment; state: ReadState | null; fields: PictureReading["fields"] };

const runSchema = z.object({ diagnosisId: z.string().min(1).max(64) });
const MAX_OF_RUN = 50;
/** While somebody waits for the page. */
const PICTURES_AT_ONCE = 2;

/**
 * What was read off the pictures of a run of the checklist.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, also when it is somebody else's
 */
export async function runReadings({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof runSchema>;
}): Promise<RunReading[]> {
  const rows = await rowsOfRun(ctx, input);
  return rows.map((row) => ({
    attachment: attachmentView(row),
    state: row.readState,
    fields: row.reading?.fields ?? [],
  }));
}

/**
 * Reads once more what could not be read when it came, for a person who waits for it now and not for the job. Bounded as the first
 * time: so long, so many in line, so often.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, also when it is somebody else's
 */
export async function readRunAgain({ ctx, input }: { ctx: Ctx; input: z.input<typeof runSchema> }): Promise<void> {
  const rows = await rowsOfRun(ctx, input);
  const late = rows.filter(
    ({ id, readState, readAttempts }) =>
      underWay.has(id) || ((readState === "busy" || readState === "timed_out") && readAttempts < MAX_ATTEMPTS),
  );
  for (const row of late.slice(0, PICTURES_AT_ONCE)) await readAtOnce(ctx, row, await storage().open(row.sha256));
}

async function rowsOfRun(ctx: Ctx, input: z.input<typeof runSchema>): Promise<AttachmentRow[]> {
  const { diagnosisId } = runSchema.parse(input);
  const run = await runOwner(db, diagnosisId);
  if (!run || !ownsDiagnosis(ctx.actor, run)) throw notFound("DIAGNOSIS");
  return db
    .select()
    .from(attachments)
    .where(
      and(
        eq(attachments.ownerKey, `diagnosis:${diagnosisId}`),
        isNull(attachments.ticketId),
        ne(attachments.kind, "identity"),
      ),
    )
    .orderBy(attachments.id)
    .limit(MAX_OF_RUN);
}
