import sharp from "sharp";
import { z } from "zod";
import { db } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { creditedFen, loadCase, type OrderCase, ownerTrace } from "#server/orders/index.ts";
import type { Trace } from "#server/orders/schemas.ts";
import { customerTicket, readAttachment } from "#server/tickets/index.ts";
import type { Attachment, CustomerTicket } from "#server/tickets/schemas.ts";
import { paymentsBlock } from "./case-blocks.ts";
import { filed, type PaperFile } from "./case-file.ts";
import { customerLane } from "./customer-lane.ts";
import type { Block, Paper, Picture } from "./paper.ts";
import { beijing, type PaperLocale, paperWords, yuan } from "./paper-words.ts";
import { type CustomerLane, evidenceFormats } from "./schemas.ts";

/** What was said in the end counts most: of a longer conversation the newest messages are in the pack. */
const MAX_MESSAGES = 100;
const MAX_PICTURES = 10;
/** Enough to read every digit, and small enough to send on from a phone. */
const MAX_EDGE_PX = 1_400;

const inputSchema = z.object({
  number: z.string().trim().min(1).max(40),
  format: z.enum(evidenceFormats),
  locale: z.enum(["zh-CN", "en"]).default("zh-CN"),
});

/**
 * The evidence of an order for its owner to take elsewhere: their own numbers, amounts, history, conversation and proofs, as
 * they see them on their pages. It is put together from the owner's views alone, so nothing internal can be in it. The PDF
 * has the pictures of the proofs, but for identity documents.
 * @throws DomainError 404 TICKET_NOT_FOUND when it is somebody else's, 404 EVIDENCE_NOT_FOUND when the order was not proven
 */
export async function evidencePack({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof inputSchema>;
}): Promise<PaperFile> {
  const { number, format, locale } = inputSchema.parse(input);
  const ticket = await customerTicket({ ctx, input: { number } });
  if (!ticket.ownsOrder || ticket.orderNo === null) throw notFound("EVIDENCE");
  const now = ctx.clock.now();
  const found = await loadCase(db, ticket.orderNo);
  const trace = await ownerTrace(ticket.orderNo, now, locale);
  if (!found || !trace) throw notFound("EVIDENCE");
  const lane = await customerLane({ ctx, input: { number } });
  const pictures = format === "pdf" ? await picturesOf(ctx, ticket.attachments, locale) : [];
  const paper = packPaper({ ticket, found, trace, lane, pictures, now, locale });
  return filed(paper, format, `evidence-${ticket.orderNo}`, now);
}

type Parts = {
  ticket: CustomerTicket;
  found: OrderCase;
  trace: Trace;
  lane: CustomerLane;
  pictures: Picture[];
  now: Date;
  locale: PaperLocale;
};

function packPaper(parts: Parts): Paper {
  const { ticket, found, trace, pictures, now, locale } = parts;
  const t = paperWords(locale);
  return {
    title: t.packTitle(found.order.orderNo),
    subtitle: t.made(beijing(now)),
    blocks: [
      orderBlock(parts),
      paymentsBlock(found, ticket.paymentNo, locale),
      {
        kind: "table",
        title: t.block.steps,
        empty: t.empty.events,
        columns: [
          { title: t.label.stage, share: 16 },
          { title: t.label.state, share: 14 },
          { title: t.label.at, share: 22 },
          { title: t.label.what, share: 48 },
        ],
        rows: trace.stages.map((one) => [t.stage[one.stage], t.stageState[one.state], beijing(one.at), one.detail]),
      },
      {
        kind: "table",
        title: t.block.events,
        note: t.note.events,
        empty: t.empty.events,
        columns: [
          { title: t.label.at, share: 24 },
          { title: t.label.what, share: 76 },
        ],
        rows: trace.events.map((one) => [beijing(one.at), one.summary]),
      },
      talkBlock(ticket, locale),
      proofsBlock(ticket.attachments, locale),
      ...(pictures.length > 0 ? [{ kind: "pictures" as const, title: t.block.pictures, pictures }] : []),
    ],
    foot: t.packFoot,
    page: t.page,
    headings: t.headings,
  };
}

function orderBlock({ ticket, found, lane, locale }: Parts): Block {
  const { block, label, claim, lane: told } = paperWords(locale);
  const { order } = found;
  const credited = creditedFen(found).total;
  const asked = lane.asked ? told(beijing(lane.asked.filedAt), beijing(lane.asked.dueAt)) : null;
  return {
    kind: "facts",
    title: block.order,
    rows: [
      [label.orderNo, order.orderNo],
      [label.product, order.productName],
      [label.target, order.targetServer ? `${order.target} / ${order.targetServer}` : order.target],
      [label.createdAt, beijing(order.createdAt)],
      [label.paid, yuan(order.paidFen)],
      [label.credited, yuan(credited)],
      [label.refunded, yuan(order.refundedFen)],
      [label.open, yuan(Math.max(0, order.paidFen - credited - order.refundedFen))],
      [label.ticket, ticket.number],
      [label.openedAt, beijing(ticket.openedAt)],
      [label.claim, claim[ticket.claim]],
      ...(asked ? [[label.lane, asked] as const] : []),
    ],
  };
}

function talkBlock(ticket: CustomerTicket, locale: PaperLocale): Block {
  const { block, label, note, empty, author } = paperWords(locale);
  const said = ticket.description ? [[beijing(ticket.openedAt), author.customer, ticket.description]] : [];
  const messages = ticket.messages
    .slice(-MAX_MESSAGES)
    .map((message) => [beijing(message.createdAt), author[message.author], message.body]);
  return {
    kind: "table",
    title: block.talk,
    note: note.talk,
    empty: empty.talk,
    columns: [
      { title: label.at, share: 22 },
      { title: label.who, share: 14 },
      { title: label.what, share: 64 },
    ],
    rows: [...said, ...messages],
  };
}

function proofsBlock(files: readonly Attachment[], locale: PaperLocale): Block {
  const { block, label, note, empty, proof } = paperWords(locale);
  return {
    kind: "table",
    title: block.proofs,
    note: note.proofs,
    empty: empty.proofs,
    columns: [
      { title: label.kind, share: 16 },
      { title: label.file, share: 28 },
      { title: label.size, share: 12 },
      { title: label.hash, share: 44 },
    ],
    rows: files.map((file) => [proof[file.kind], file.name, `${Math.ceil(file.bytes / 1024)} KB`, file.sha256]),
  };
}

/** The pictures among the proofs, made small enough. One that cannot be read is left to the list. */
async function picturesOf(ctx: Ctx, files: readonly Attachment[], locale: PaperLocale): Promise<Picture[]> {
  const { proof } = paperWords(locale);
  const shown = files.filter((file) => file.mediaType.startsWith("image/") && file.kind !== "identity");
  const pictures: Picture[] = [];
  for (const file of shown.slice(0, MAX_PICTURES)) {
    try {
      const { bytes } = await readAttachment({ ctx, input: { id: file.id } });
      const { data, info } = await sharp(bytes)
        .resize({ width: MAX_EDGE_PX, height: MAX_EDGE_PX, fit: "inside", withoutEnlargement: true })
        .flatten({ background: "#ffffff" })
        .jpeg({ quality: 78 })
        .toBuffer({ resolveWithObject: true });
      const { width, height } = info;
      pictures.push({ title: `${proof[file.kind]} · ${file.name}`, bytes: data, width, height });
    } catch (error) {
      logger.warn({ err: error, attachment: file.id }, "a proof could not be put into an evidence pack");
    }
  }
  return pictures;
}
