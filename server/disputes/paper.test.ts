import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Paper, plain } from "./paper.ts";
import { csvBytes, csvCell, paperCsv } from "./paper-csv.ts";
import { paperPdf } from "./paper-pdf.ts";
import { pdfText } from "./testing.ts";

const paper = (blocks: Paper["blocks"]): Paper => ({
  title: "交易核查申请 P1",
  subtitle: "生成时间",
  blocks,
  foot: "由到账系统生成",
  page: (n, of) => `第 ${n} / ${of} 页`,
  headings: ["类别", "序号", "项目", "内容"],
});
const read = (bytes: Buffer) => parse(bytes, { bom: true }) as string[][];

describe("CSV", () => {
  test("opens in Excel: a byte order mark, CRLF, quotes doubled", () => {
    const bytes = csvBytes([["a,b", 'say "hi"', "两\n行"]]);
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.toString("utf8").slice(1)).toBe('"a,b","say ""hi""","两\n行"\r\n');
  });

  test.each(["=1+1", "+86", "-1", "@SUM(A1)", "  =cmd|' /C calc'!A0", "\t=1", "＝1+1", "\n@x"])(
    "disarms %j",
    (cell) => {
      const [[back]] = read(csvBytes([[cell]])) as [[string]];
      expect(back.startsWith("'")).toBe(true);
    },
  );

  test("keeps every digit of a long number, as a text", () => {
    expect(read(csvBytes([["2024051022001412345678901234", "20000"]]))).toEqual([
      ["2024051022001412345678901234\t", "20000"],
    ]);
  });

  test("gives any text back, and no cell that a spreadsheet would run", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: "binary" }), fc.string()), { minLength: 1, maxLength: 5 }),
        (rows) => {
          const back = read(csvBytes(rows));
          expect(back).toHaveLength(rows.length);
          back.flat().forEach((cell, i) => {
            expect(cell).not.toMatch(/^\s*[=+\-@]/);
            // One mark is taken off where there is one; a text that was marked before has got another.
            const unmarked = cell.replace(/^'(?='*\s*[=+\-@＝＋－＠])/, "").replace(/\t$/, "");
            expect(unmarked).toBe(plain(rows.flat()[i] ?? ""));
          });
        },
      ),
      { numRuns: 40, examples: [[[["", "'-"]]], [[["'text", "''=1"]]]] },
    );
  });

  test("has one line an item, whatever the blocks look like", () => {
    const back = read(
      paperCsv(
        paper([
          { kind: "facts", title: "订单", rows: [["订单号", "O1"]] },
          {
            kind: "table",
            title: "回调",
            empty: "没有",
            columns: [
              { title: "时间", share: 1 },
              { title: "结果", share: 1 },
            ],
            rows: [
              ["10:00", "已拒绝"],
              ["10:01", "已采用"],
            ],
          },
          { kind: "table", title: "空", empty: "没有回调", columns: [], rows: [] },
          { kind: "text", title: "描述", paragraphs: ["付了没到"] },
        ]),
      ),
    );
    expect(back).toEqual([
      ["类别", "序号", "项目", "内容"],
      ["", "", "交易核查申请 P1", "生成时间"],
      ["订单", "", "订单号", "O1"],
      ["回调", "1", "时间", "10:00"],
      ["回调", "1", "结果", "已拒绝"],
      ["回调", "2", "时间", "10:01"],
      ["回调", "2", "结果", "已采用"],
      ["空", "", "", "没有回调"],
      ["描述", "1", "", "付了没到"],
    ]);
  });
});

test("plain text has nothing hidden in it, and is bounded", () => {
  expect(plain("a\u0000b\u202Ec\u200Bd\r\ne\tf\u007f")).toBe("abcd\ne f");
  expect(plain("好".repeat(10), 4)).toBe("好好好好…");
  expect(plain("x😀", 2).isWellFormed()).toBe(true);
  expect(csvCell("x\ud800")).toBe("x\ufffd");
});

describe("PDF", () => {
  const columns = ["时间", "结果", "原因"].map((title) => ({ title, share: 1 }));
  const made = new Date("2026-11-23T00:00:00Z");

  test("says in Chinese what it was given, on numbered pages", async () => {
    const rows = Array.from({ length: 120 }, (_, i) => [`10:${i}`, "验签通过", `原因${i}`]);
    const bytes = await paperPdf(paper([{ kind: "table", title: "收到的渠道回调", columns, rows, empty: "" }]), made);
    expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
    expect(bytes.subarray(-6).toString()).toContain("%%EOF");
    const text = pdfText(bytes);
    for (const said of [
      "交易核查申请 P1",
      "收到的渠道回调",
      "验签通过",
      "原因0",
      "原因119",
      "由到账系统生成",
      "第 2 / ",
    ]) {
      expect(text).toContain(said);
    }
    // The head of the table is there again on every page.
    const pages = Number(/第 1 \/ (\d+) 页/.exec(text)?.[1]);
    expect(pages).toBeGreaterThan(1);
    expect(text.split("结果").length - 1).toBe(pages);
  });

  test("stays small with 500 callbacks, and ends however much it is given", async () => {
    const rows = Array.from({ length: 500 }, (_, i) => [`2026-11-23 10:00:${i}`, "已拒绝", `BAD_SIGNATURE ${i}`]);
    const usual = await paperPdf(paper([{ kind: "table", title: "回调", columns, rows, empty: "" }]), made);
    expect(usual.byteLength).toBeLessThan(300_000);
    const hostile = Array.from({ length: 900 }, () => ["字\n".repeat(400), "=1+1", "😀龘\u202E".repeat(600)]);
    const cut = await paperPdf(paper([{ kind: "table", title: "回调", columns, rows: hostile, empty: "" }]), made);
    expect(pdfText(cut)).toMatch(/第 80 \/ 80 页/);
    expect(cut.byteLength).toBeLessThan(3_000_000);
  });

  test("embeds only the glyphs that it uses", async () => {
    const bytes = await paperPdf(paper([]), made);
    expect(bytes.byteLength).toBeLessThan(60_000);
  });
});
