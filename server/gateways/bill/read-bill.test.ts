import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { alipayBill } from "#e2e/sandbox/gateways/bills.ts";
import { GatewaySandbox } from "#e2e/sandbox/gateways/sandbox.ts";
import { gbk } from "#e2e/sandbox/gateways/words.ts";
import type { GatewayKind } from "../schemas.ts";
import { all, chunksOf } from "../testing.ts";
import { type BillLimits, defaultBillLimits } from "./limits.ts";
import { readBill } from "./read-bill.ts";

const ALIPAY_HEADER =
  "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,订单金额（元）,商家实收（元）,退款批次号/请求号,备注";
const alipayRow = (outTradeNo: string, money: string, kind = "交易") =>
  `2024${outTradeNo}\t,${outTradeNo}\t,${kind}\t,"会员,""年""",2024-05-12 16:43:00,2024-05-12 16:43:06,${money},${money},\t,`;
const WECHAT_HEADER =
  "交易时间,商户号,微信订单号,商户订单号,交易状态,应结订单金额,商户退款单号,退款金额,退款状态,商品名称,订单金额,申请退款金额";
const wechatRow = (outTradeNo: string, money: string, name = "会员") =>
  `\`2024-05-12 16:43:06,\`1900000001,\`4200${outTradeNo},\`${outTradeNo},\`SUCCESS,\`${money},\`0,\`0.00,\`,\`${name},\`${money},\`0.00`;
const wechatTotals = (rows: number) => `总交易单数,应结订单总金额\n\`${rows},\`0.00\n`;

const read = (kind: GatewayKind, body: Buffer, limits: Partial<BillLimits> = {}, chunk = 1_000) =>
  all(readBill(kind, chunksOf(body, chunk), "bill.csv", { ...defaultBillLimits, ...limits }));
const zipped = async (...files: [string, Buffer][]) => {
  const zip = new ZipFile();
  for (const [name, body] of files) zip.addBuffer(body, name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

describe("Alipay's bill", () => {
  const text = (rows: string[]) => [ALIPAY_HEADER, ...rows].join("\n");

  test("is read in GBK and in UTF-8, with and without a mark, whatever way it is cut into chunks", async () => {
    const bill = text([alipayRow("A1", "12.30"), alipayRow("A2", "-0.05", "退款")]);
    const bodies = [gbk(bill), Buffer.from(bill), Buffer.from(`\ufeff${bill}`)];
    for (const body of bodies) {
      for (const chunk of [1, 7, 4_096, 1_000_000]) {
        expect(await read("alipay", body, {}, chunk)).toEqual([
          {
            kind: "payment",
            outTradeNo: "A1",
            gatewayTradeNo: "2024A1",
            outRefundNo: null,
            amountFen: 1_230,
            at: new Date("2024-05-12T08:43:06Z"),
          },
          expect.objectContaining({ kind: "refund", outTradeNo: "A2", amountFen: 5 }),
        ]);
      }
    }
  });

  test.each([
    [alipayRow("A1", "12.3.0"), "订单金额"],
    [alipayRow("A1", "1e3"), "订单金额"],
    [alipayRow("A1", "-1.00"), "订单金额"],
    [alipayRow("", "1.00"), "商户订单号"],
    [alipayRow("A1", "1.00", "转账"), "业务类型"],
    ["too,few", "cells"],
    [`${alipayRow("A1", "1.00")},more`, "cells"],
  ])("names the line of %j", async (row, what) => {
    const bill = gbk(text([alipayRow("A0", "1.00"), row]));
    await expect(read("alipay", bill)).rejects.toMatchObject({
      code: "BILL_MALFORMED",
      message: expect.stringMatching(new RegExp(`^bill.csv: line 3: .*${what}`)),
    });
  });

  test("that was cut off is refused: without its last line, and with fewer rows than it counts", async () => {
    const sandbox = new GatewaySandbox();
    const at = new Date("2024-05-12T08:43:06Z");
    sandbox.pay("A1", { kind: "alipay", amountFen: 100, at });
    sandbox.pay("A2", { kind: "alipay", amountFen: 100, at });
    const whole = alipayBill(sandbox.till, "2024-05-12").csv();
    expect(await read("alipay", whole)).toHaveLength(2);
    const lines = new TextDecoder("gbk").decode(whole).split("\r\n");
    const cut = gbk(
      lines
        .slice(
          0,
          lines.findIndex((line) => line.includes("列表结束")),
        )
        .join("\r\n"),
    );
    await expect(read("alipay", cut)).rejects.toMatchObject({ code: "BILL_TRUNCATED" });
    const without = gbk(lines.filter((line) => !line.includes("A2")).join("\r\n"));
    await expect(read("alipay", without)).rejects.toMatchObject({ code: "BILL_TRUNCATED" });
  });

  test.each(["", "\n\n", "a,b\n1,2\n", "<html><body>登录</body></html>"])("%j is no bill", async (body) => {
    await expect(read("alipay", Buffer.from(body))).rejects.toMatchObject({ code: "BILL_MALFORMED" });
  });

  test("bytes of no encoding are refused", async () => {
    const body = Buffer.concat([gbk(text([alipayRow("A1", "1.00")])), Buffer.from([0x0a, 0xff, 0xff, 0xff])]);
    await expect(read("alipay", body)).rejects.toMatchObject({ code: "BILL_MALFORMED" });
  });
});

describe("zipped bills", () => {
  const details = gbk([ALIPAY_HEADER, alipayRow("A1", "1.00")].join("\n"));
  const summary = gbk("#支付宝业务汇总查询\n门店编号,总笔数\n,1\n");

  test("the details are found beside the summary, whatever the files are called", async () => {
    const zip = await zipped(["a.csv", summary], ["b.CSV", details], ["readme.pdf", Buffer.from("x")]);
    expect(await read("alipay", zip)).toMatchObject([{ outTradeNo: "A1" }]);
    expect(await read("alipay", await zipped(["b.csv", details], ["a.csv", summary]))).toHaveLength(1);
  });

  test("nothing of them stays behind, however the reading ends", async () => {
    const mine = () => readdirSync(tmpdir()).filter((name) => name.startsWith("daozhang-bill-"));
    const before = mine();
    const zip = await zipped(["b.csv", details]);
    await read("alipay", zip);
    await read("alipay", zip.subarray(0, zip.length - 30)).catch(() => {});
    for await (const _ of readBill("alipay", chunksOf(zip), "x.zip")) break;
    expect(mine()).toEqual(before);
  });

  test("a small file that unpacks to a huge one is stopped", async () => {
    const bomb = await zipped(["bomb.csv", Buffer.concat([details, Buffer.alloc(20_000_000, 0x20)])]);
    expect(bomb.length).toBeLessThan(100_000);
    await expect(read("alipay", bomb, { maxBytes: 1_000_000, maxLineBytes: 100_000_000 })).rejects.toMatchObject({
      code: "BILL_TOO_LARGE",
    });
    const many = await zipped(...Array.from({ length: 30 }, (_, n): [string, Buffer] => [`${n}.csv`, summary]));
    await expect(read("alipay", many)).rejects.toMatchObject({ code: "BILL_TOO_LARGE" });
  });

  test("a damaged or empty one is refused", async () => {
    const zip = await zipped(["b.csv", Buffer.concat([details, Buffer.from("\n".repeat(5_000))])]);
    const at = zip.indexOf("b.csv") + 20;
    const damaged = Buffer.from(zip);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 0x55, at);
    for (const body of [
      damaged,
      zip.subarray(0, -30),
      await zipped(["x.pdf", details]),
      await zipped(["a.csv", summary]),
    ]) {
      await expect(read("alipay", body)).rejects.toMatchObject({ name: "GatewayError" });
    }
  });
});

describe("WeChat Pay's bill", () => {
  test("keeps commas and quotes inside names and stops at the totals", async () => {
    const rows = [wechatRow("W1", "12.30", '会员, "年", 卡'), wechatRow("W2", "0.05")];
    const bill = Buffer.from(`\ufeff${WECHAT_HEADER}\n${rows.join("\n")}\n${wechatTotals(2)}`);
    expect(await read("wechatpay", bill)).toMatchObject([
      { kind: "payment", outTradeNo: "W1", gatewayTradeNo: "4200W1", amountFen: 1_230 },
      { kind: "payment", outTradeNo: "W2", amountFen: 5 },
    ]);
  });

  test("takes what was asked back, leaves out refunds that failed", async () => {
    const refund = (no: string, state: string, status = "REFUND") =>
      `\`2024-05-12 16:43:06,\`1900000001,\`4200,\`W1,\`${status},\`0.00,\`${no},\`3.00,\`${state},\`会员,\`0.00,\`4.00`;
    const rows = [
      refund("R1", "SUCCESS"),
      refund("R2", "PROCESSING"),
      refund("R3", "FAIL"),
      refund("R4", "", "REVOKED"),
    ];
    const bill = Buffer.from(`${WECHAT_HEADER}\n${rows.join("\n")}\n${wechatTotals(4)}`);
    expect(await read("wechatpay", bill)).toMatchObject(
      ["R1", "R2", "R4"].map((outRefundNo) => ({ kind: "refund", outRefundNo, amountFen: 400 })),
    );
  });

  test("that was saved again without backticks is read too", async () => {
    const bill = `${WECHAT_HEADER}\n${wechatRow("W1", "1.00").replaceAll("`", "")}\n${wechatTotals(1).replaceAll("`", "")}`;
    expect(await read("wechatpay", Buffer.from(bill))).toMatchObject([{ outTradeNo: "W1", amountFen: 100 }]);
  });

  test.each([
    ["", "BILL_TRUNCATED"],
    [wechatTotals(2), "BILL_TRUNCATED"],
    [`${wechatTotals(1)}${wechatRow("W2", "1.00")}\n`, "BILL_MALFORMED"],
  ])("with totals of %j is refused as %s", async (totals, code) => {
    const bill = `${WECHAT_HEADER}\n${wechatRow("W1", "1.00")}\n${totals}`;
    await expect(read("wechatpay", Buffer.from(bill))).rejects.toMatchObject({ code });
  });

  test.each([
    wechatRow("W1", "abc"),
    wechatRow("", "1.00"),
    wechatRow("W1", "1.00").replace("SUCCESS", "WHAT"),
    wechatRow("W1", "1.00").slice(0, 60),
  ])("names the line of %j", async (row) => {
    const bill = `${WECHAT_HEADER}\n${row}\n${wechatTotals(1)}`;
    await expect(read("wechatpay", Buffer.from(bill))).rejects.toMatchObject({
      code: "BILL_MALFORMED",
      message: expect.stringContaining("line 2"),
    });
  });
});

describe("an epay site's bill", () => {
  test("is read by its Chinese or its English names, in any order", async () => {
    const chinese =
      "系统订单号,商户订单号,商品名称,商品金额,支付状态,退款金额,完成时间\nT1,E1,会员,1.5,已支付,,2024-05-12 16:43:06\nT2,E2,会员,2,已退款,,\nT3,E3,会员,2,未支付,,\nT4,E4,会员,10,已退款,0.5,";
    const lines = [
      { kind: "payment", outTradeNo: "E1", gatewayTradeNo: "T1", amountFen: 150 },
      { kind: "payment", outTradeNo: "E2", amountFen: 200 },
      { kind: "refund", outTradeNo: "E2", amountFen: 200 },
      { kind: "payment", outTradeNo: "E4", amountFen: 1_000 },
      { kind: "refund", outTradeNo: "E4", amountFen: 50 },
    ];
    expect(await read("epay", gbk(chinese))).toMatchObject(lines);
    const english = "status,money,out_trade_no,trade_no\n1,1.5,E1,T1\n";
    expect(await read("epay", Buffer.from(english))).toMatchObject([lines[0]]);
  });

  test.each([
    ["out_trade_no,money\nE1,1", "line 1"],
    ["out_trade_no,money,status\nE1,1,9", "line 2"],
    ["out_trade_no,money,status\nE1,1,1\nE2,x,1", "line 3"],
    ["out_trade_no,money,status\nE1,1", "line 2"],
    ['out_trade_no,money,status\n"E1,1,1\n', "line"],
  ])("names the line of %j", async (bill, line) => {
    const call = read("epay", Buffer.from(bill));
    await expect(call).rejects.toMatchObject({ code: "BILL_MALFORMED", message: expect.stringContaining(line) });
  });
});

describe("large bills", () => {
  /** Makes rows as they are asked for, and counts. */
  function endless(rows: number) {
    const made = { chunks: 0 };
    async function* bytes() {
      yield Buffer.from("out_trade_no,money,status\n");
      for (let n = 0; n < rows; n += 100) {
        made.chunks += 1;
        yield Buffer.from(Array.from({ length: 100 }, (_, i) => `E${n + i},1.00,1\n`).join(""));
      }
    }
    return { made, bytes: bytes() };
  }

  test("are pulled as they are read, and no further", async () => {
    const { made, bytes } = endless(1_000_000);
    let lines = 0;
    for await (const _ of readBill("epay", bytes, "big.csv")) {
      lines += 1;
      if (lines === 500) break;
    }
    // 500 lines are 5 chunks; what else was pulled lies in the buffers of the streams.
    expect(made.chunks).toBeLessThan(500);
  });

  test("of too many lines, too many bytes or one endless line are stopped", async () => {
    const stop = (limits: Partial<BillLimits>, rows = 2_000) =>
      all(readBill("epay", endless(rows).bytes, "big.csv", { ...defaultBillLimits, ...limits }));
    await expect(stop({ maxLines: 1_000 })).rejects.toMatchObject({ code: "BILL_TOO_LARGE" });
    await expect(stop({ maxBytes: 10_000 })).rejects.toMatchObject({ code: "BILL_TOO_LARGE" });
    const line = Buffer.from(`out_trade_no,money,status\n${"x".repeat(100_000)}`);
    await expect(read("epay", line)).rejects.toMatchObject({ code: "BILL_MALFORMED" });
    expect(await stop({}, 2_000)).toHaveLength(2_000);
  });
});
