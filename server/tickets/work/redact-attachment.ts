import { createHmac, timingSafeEqual } from "node:crypto";
import { desc, eq } from "drizzle-orm";
import sharp from "sharp";
import { z } from "zod";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { attachments, tickets } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { dataKey } from "#server/core/data-key.ts";
import { DomainError, invalid, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { emit } from "#server/jobs/outbox.ts";
import { storage } from "#server/storage/index.ts";
import { type AttachmentRow, attachmentView } from "../attachment-view.ts";
import type { Attachment } from "../schemas.ts";
import { turns } from "../turns.ts";
import { recordSteps } from "../write.ts";
import { type Rectangle, redactSchema } from "./schemas.ts";

const inputSchema = redactSchema.extend({ id: z.string().min(1).max(64) });

/** The whole picture is decoded and encoded again: a few at a time. */
const painting = turns({ running: 2, waiting: 20 });
const MAX_PIXELS = 60_000_000;

/** How often it is painted again because somebody else made more of it black meanwhile. */
const MOST_TRIES = 4;

/**
 * Makes parts of a ticket's picture black, in a copy that the desk is shown instead from then on: no pixel of what was there is in it,
 * and nothing that a camera wrote beside them. The picture itself stays as its customer gave it, for them and for whoever may see
 * it and says why. The newest copy counts; each has what was black before, unless it is begun `anew`.
 * @param input rectangles in fractions of the picture as it is shown
 * @throws DomainError 403 FORBIDDEN, 404 ATTACHMENT_NOT_FOUND, 422 REDACT_NEEDS_PICTURE, 503 BUSY
 */
export async function redactAttachment({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  const granted = authorize(ctx, "tickets:write");
  const { id, rectangles, anew } = inputSchema.parse(input);
  if (anew) authorize(ctx, "pii:reveal");
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { file } = await ofTicket(ctx.tx ?? db, id);
    if (!file.mediaType.startsWith("image/")) {
      throw invalid("REDACT_NEEDS_PICTURE", "Only pictures have parts that can be made black.");
    }
    const before = await redactedCopy(ctx.tx ?? db, file);
    const { bytes, ...size } = await painting(async () =>
      blackened(await storage().open((anew ? file : before).sha256), rectangles),
    );
    const sha256 = await storage().put(bytes);
    const work = (tx: Tx) => keep(tx, granted, { id, before, rectangles, sha256, ...size, bytes: bytes.byteLength });
    const kept = await (ctx.tx ? work(ctx.tx) : transact(work));
    if (kept) return kept;
  }
  throw new DomainError(503, "BUSY", "Others are making parts of this picture black. Try again in a moment.");
}

type Painted = { id: string; before: AttachmentRow; rectangles: Rectangle[]; sha256: string };

/** @returns undefined when another copy came meanwhile, whose black parts this one does not have */
async function keep(
  tx: Tx,
  ctx: Ctx,
  { id, before, rectangles, ...picture }: Painted & { width: number; height: number; bytes: number },
): Promise<Attachment | undefined> {
  const { file, ticketId, number } = await ofTicket(tx, id);
  if ((await redactedCopy(tx, file)).id !== before.id) return undefined;
  const row = {
    ...{ id: newId(), ownerKey: file.ownerKey, ticketId, messageId: file.messageId, kind: file.kind },
    ...{ name: file.name, ...picture, mediaType: "image/png" },
    ...{ createdAt: ctx.clock.now(), redactedOf: file.id, redaction: rectangles },
  };
  const [written] = await tx.insert(attachments).values(row).returning();
  const after = { attachmentId: file.id, copyId: row.id, parts: rectangles.length };
  await recordSteps(tx, ctx, ticketId, [{ type: "redacted", after }]);
  const subject = `ticket:${number}`;
  await appendAudit(tx, ctx, { action: "attachment.redacted", subject, data: after });
  await emit(tx, ctx.clock, { topic: "ticket.redacted", subject, payload: { number } });
  return attachmentView(written as AttachmentRow);
}

/** A picture that hangs on a ticket and is no copy itself. @throws DomainError 404 ATTACHMENT_NOT_FOUND */
async function ofTicket(reader: Db, id: string) {
  const [row] = await reader
    .select({ file: attachments, number: tickets.number })
    .from(attachments)
    .innerJoin(tickets, eq(tickets.id, attachments.ticketId))
    .where(eq(attachments.id, id));
  if (!row || row.file.kind === "identity" || row.file.redactedOf !== null || row.file.ticketId === null) {
    throw notFound("ATTACHMENT");
  }
  return { ...row, ticketId: row.file.ticketId };
}

/** How long a pass to a picture as it was given opens it: as long as other things that were revealed stay on the screen. */
const PASS_MS = 60_000;

/**
 * A pass to a picture as its customer gave it, for one person and one minute. The caller has made sure that they may look, and
 * written down why.
 * @throws DomainError 404 ATTACHMENT_NOT_FOUND
 */
export async function originalPass(reader: Db, { actor, clock }: Ctx, id: string): Promise<string> {
  await ofTicket(reader, id);
  const until = clock.now().getTime() + PASS_MS;
  return `${until}.${signed(id, actor.id, until)}`;
}

/** True for a pass that {@link originalPass} gave to this very person, while it holds. */
export function opensOriginal(pass: string, { actor, clock }: Ctx, id: string): boolean {
  const [, until = "", given = ""] = /^(\d{1,15})\.([\w-]{43})$/.exec(pass) ?? [];
  if (given === "" || Number(until) < clock.now().getTime()) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(signed(id, actor.id, Number(until))));
}

const signed = (id: string, person: string, until: number): string =>
  createHmac("sha256", dataKey("picture-pass")).update(`${id}\n${person}\n${until}`).digest("base64url");

/** What the desk is shown instead of a picture; the picture itself when nothing of it was made black. */
export async function redactedCopy(reader: Db, file: AttachmentRow): Promise<AttachmentRow> {
  if (file.redactedOf !== null) return file;
  const [copy] = await reader
    .select()
    .from(attachments)
    .where(eq(attachments.redactedOf, file.id))
    .orderBy(desc(attachments.id))
    .limit(1);
  return copy ?? file;
}

/** The picture with black rectangles, as a new PNG. Turned upright first, as it is shown. */
export async function blackened(picture: Buffer, rectangles: readonly Rectangle[]) {
  const upright = await sharp(picture, { limitInputPixels: MAX_PIXELS, failOn: "error", pages: 1 })
    .rotate()
    .toColourspace("srgb")
    .png()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = upright.info;
  const parts = rectangles.map((rectangle) => pixelsOf(rectangle, width, height));
  const bytes = await sharp(upright.data)
    .composite(
      parts.map(({ left, top, ...size }) => ({
        input: { create: { ...size, channels: 3 as const, background: { r: 0, g: 0, b: 0 } } },
        left,
        top,
      })),
    )
    .removeAlpha()
    .png()
    .toBuffer();
  return { bytes, width, height };
}

/** Whole pixels, outwards, so that no sliver of what was meant is left. */
function pixelsOf({ x, y, width: w, height: h }: Rectangle, width: number, height: number) {
  const left = Math.min(width - 1, Math.floor(x * width));
  const top = Math.min(height - 1, Math.floor(y * height));
  return {
    ...{ left, top },
    width: Math.max(1, Math.min(width, Math.ceil((x + w) * width)) - left),
    height: Math.max(1, Math.min(height, Math.ceil((y + h) * height)) - top),
  };
}
