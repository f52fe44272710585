import { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { loadCase } from "#server/orders/index.ts";
import { answersBlock, caseBlock, customerBlock, inboxBlock, orderBlocks, reportedBlock } from "./case-blocks.ts";
import type { Paper } from "./paper.ts";
import { paperCsv } from "./paper-csv.ts";
import { paperPdf } from "./paper-pdf.ts";
import { beijing, type PaperLocale, paperWords } from "./paper-words.ts";
import { evidenceFormats } from "./schemas.ts";
import type { CaseRow } from "./view.ts";
import { findCase } from "./write.ts";

const inputSchema = z.object({
  id: z.string().min(1).max(64),
  format: z.enum(evidenceFormats),
  locale: z.enum(["zh-CN", "en"]).default("zh-CN"),
});
export type PaperFile = { bytes: Buffer; mediaType: string; name: string };

/**
 * The file of a case as it goes to the gateway: numbers, times, amounts, every callback, what the gateway said when it was
 * asked, and what the customer says, without their contacts. It is made from the records as they are now.
 * @throws DomainError 404 CASE_NOT_FOUND, 403 FORBIDDEN
 */
export async function caseFile({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }): Promise<PaperFile> {
  authorize(ctx, "tickets:read");
  authorize(ctx, "trace:read");
  const { id, format, locale } = inputSchema.parse(input);
  const row = await findCase(db, id);
  const now = ctx.clock.now();
  return filed(await casePaper(db, row, now, locale), format, `case-${row.orderNo}-${row.id.slice(-6)}`, now);
}

/** Makes a paper into a file of a safe name. */
export async function filed(paper: Paper, format: "pdf" | "csv", name: string, now: Date): Promise<PaperFile> {
  const bytes = format === "pdf" ? await paperPdf(paper, now) : paperCsv(paper);
  const mediaType = format === "pdf" ? "application/pdf" : "text/csv; charset=utf-8";
  return { bytes, mediaType, name: `${name.replaceAll(/[^\w.-]/g, "_").slice(0, 120)}.${format}` };
}

async function casePaper(reader: Db, row: CaseRow, now: Date, locale: PaperLocale): Promise<Paper> {
  const t = paperWords(locale);
  const found = await loadCase(reader, row.orderNo);
  const no = row.outTradeNo ?? row.orderNo;
  return {
    title: t.caseTitle(no),
    subtitle: t.made(beijing(now)),
    blocks: [
      await caseBlock(reader, row, locale),
      ...(found ? orderBlocks(found, row, locale) : []),
      await answersBlock(reader, row, locale),
      await inboxBlock(reader, row, locale),
      reportedBlock(found, row, locale),
      await customerBlock(reader, row, locale),
    ],
    foot: t.caseFoot,
    page: t.page,
    headings: t.headings,
  };
}
