import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type PDFDocument from "pdfkit";
import { type Block, type Paper, plain } from "./paper.ts";

const MARGIN = 42;
const FOOT = 30;
const INK = "#1b1f24";
const FAINT = "#5b6570";
const LINE = "#d5dae0";
const GROUND = "#f1f3f5";
const PAD = 4;
/** A cell higher than this is cut: one hostile text must not fill a hundred pages. */
const MAX_CELL_HEIGHT = 150;
/** More pages than this are no file that anybody reads. */
const MAX_PAGES = 80;

type Doc = InstanceType<typeof PDFDocument>;

let font: Promise<Buffer> | undefined;

/**
 * The font for everything: Noto Sans SC. Only the glyphs that a document uses go into it. It is found from where the process
 * runs, by name, so that no bundler looks for it.
 */
function chineseFont(): Promise<Buffer> {
  const find = createRequire(join(process.cwd(), "package.json"));
  const folder = join(dirname(find.resolve("@embedpdf/fonts-sc")), "..", "fonts");
  font ??= readFile(join(folder, "NotoSansHans-Regular.otf")).catch((error: unknown) => {
    font = undefined;
    throw error;
  });
  return font;
}

/** A paper as PDF bytes (A4). */
export async function paperPdf(paper: Paper, made: Date): Promise<Buffer> {
  const [{ default: Pdf }, face] = await Promise.all([import("pdfkit"), chineseFont()]);
  const doc = new Pdf({
    size: "A4",
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT },
    bufferPages: true,
    info: { Title: plain(paper.title, 200), Producer: "Daozhang", Creator: "Daozhang", CreationDate: made },
  });
  const bytes = collect(doc);
  doc.registerFont("text", face).font("text").fillColor(INK);
  doc.fontSize(18).text(plain(paper.title, 200));
  doc.fontSize(9).fillColor(FAINT).text(plain(paper.subtitle, 500)).fillColor(INK);
  for (const block of paper.blocks) draw(doc, block);
  feet(doc, paper);
  doc.end();
  return bytes;
}

function collect(doc: Doc): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });
}

const width = (doc: Doc) => doc.page.width - 2 * MARGIN;
const bottom = (doc: Doc) => doc.page.height - MARGIN - FOOT;
const isFull = (doc: Doc) => doc.bufferedPageRange().count >= MAX_PAGES;

/** Makes sure that so much fits below. @returns false when the document is as long as it may get */
function room(doc: Doc, height: number): boolean {
  if (doc.y + height <= bottom(doc)) return true;
  if (isFull(doc)) return false;
  doc.addPage();
  doc.x = MARGIN;
  return true;
}

function draw(doc: Doc, block: Block): void {
  doc.x = MARGIN;
  if (!room(doc, 70)) return;
  doc.moveDown(1.2).fontSize(12).fillColor(INK).text(plain(block.title, 200));
  if (block.note) doc.fontSize(8.5).fillColor(FAINT).text(plain(block.note, 500)).fillColor(INK);
  doc.y += 4;
  switch (block.kind) {
    case "facts":
      for (const [label, value] of block.rows) row(doc, [label, value], [0.28, 0.72], "facts");
      break;
    case "table":
      table(doc, block);
      break;
    case "text":
      for (const paragraph of block.paragraphs) row(doc, [paragraph], [1], "text");
      break;
    case "pictures":
      for (const picture of block.pictures) place(doc, picture);
      break;
  }
}

function table(doc: Doc, block: Extract<Block, { kind: "table" }>): void {
  if (block.rows.length === 0) {
    row(doc, [block.empty], [1], "text");
    return;
  }
  const whole = block.columns.reduce((sum, column) => sum + column.share, 0);
  const shares = block.columns.map((column) => column.share / whole);
  const head = block.columns.map((column) => column.title);
  // A head alone at the end of a page says nothing.
  if (!room(doc, 70)) return;
  row(doc, head, shares, "head");
  for (const cells of block.rows) {
    const before = doc.bufferedPageRange().count;
    row(doc, cells, shares, "cells", () => doc.bufferedPageRange().count > before && row(doc, head, shares, "head"));
  }
}

type Look = "facts" | "text" | "head" | "cells";

/** One row of cells side by side, on one page. `turned` is called when it had to begin a new one. */
function row(doc: Doc, cells: readonly string[], shares: readonly number[], look: Look, turned?: () => void): void {
  doc.fontSize(look === "facts" || look === "text" ? 9.5 : 7.8);
  const max = look === "text" ? bottom(doc) - MARGIN - 2 * PAD : MAX_CELL_HEIGHT;
  const places = shares.map((share) => share * width(doc) - 2 * PAD);
  const texts = cells.map((cell) => plain(cell));
  const heights = texts.map((text, i) => Math.min(max, doc.heightOfString(text || " ", { width: places[i] ?? 0 })));
  const height = Math.max(...heights) + 2 * PAD;
  if (!room(doc, height)) return;
  turned?.();
  doc.fontSize(look === "facts" || look === "text" ? 9.5 : 7.8);
  const top = doc.y;
  if (look === "head") doc.rect(MARGIN, top, width(doc), height).fill(GROUND);
  let left = MARGIN;
  texts.forEach((text, i) => {
    const place = places[i] ?? 0;
    doc.fillColor(look === "head" || (look === "facts" && i === 0) ? FAINT : INK);
    doc.text(text, left + PAD, top + PAD, { width: place, height: height - 2 * PAD + 1, ellipsis: true });
    left += place + 2 * PAD;
  });
  doc.x = MARGIN;
  doc.y = top + height;
  doc
    .moveTo(MARGIN, doc.y)
    .lineTo(MARGIN + width(doc), doc.y)
    .lineWidth(0.5)
    .stroke(LINE);
}

function place(doc: Doc, picture: { title: string; bytes: Buffer; width: number; height: number }): void {
  const scale = Math.min(1, width(doc) / picture.width, 420 / picture.height);
  if (!room(doc, picture.height * scale + 24)) return;
  doc
    .fontSize(9)
    .fillColor(FAINT)
    .text(plain(picture.title, 200), MARGIN, doc.y + 6)
    .fillColor(INK);
  doc.image(picture.bytes, MARGIN, doc.y + 2, { width: picture.width * scale });
  doc.x = MARGIN;
  doc.y += 8;
}

function feet(doc: Doc, paper: Paper): void {
  const { count } = doc.bufferedPageRange();
  for (let i = 0; i < count; i++) {
    doc.switchToPage(i);
    // Text below the margin would begin a new page.
    doc.page.margins.bottom = 0;
    const text = `${plain(paper.foot, 300)}  ·  ${paper.page(i + 1, count)}`;
    doc
      .fontSize(8)
      .fillColor(FAINT)
      .text(text, MARGIN, doc.page.height - MARGIN, { width: width(doc), lineBreak: false });
  }
}
