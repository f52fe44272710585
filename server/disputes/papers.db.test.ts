import { parse } from "csv-parse/sync";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { channelSettings, gatewayCallbacks, gatewayPayments } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { newId } from "#server/core/ids.ts";
import { event, send } from "#server/orders/testing.ts";
import { postMessage, storeAttachment } from "#server/tickets/index.ts";
import {
  customer,
  freshStorage,
  key,
  later,
  openPaid,
  refusal,
  staff,
  strangersRun,
  open as submit,
} from "#server/tickets/testing.ts";
import { answerCase, caseFile, evidencePack, fileCase } from "./index.ts";
import { pdfText } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const agent = (minutes = 0) => staff("agent-li", later(minutes));
const rows = (bytes: Buffer) => parse(bytes, { bom: true }) as string[][];
const section = (table: string[][], title: string) => table.filter(([name]) => name === title);
const item = (table: string[][], title: string, label: string) =>
  section(table, title)
    .find(([, , name]) => name === label)?.[3]
    ?.trim();

async function aCase(description: string | undefined = "付了 200 元没到，电话 13812345678") {
  const { number } = await openPaid("O1", description ? { description, contact: "wx-zhang 13900001111" } : {});
  const { id } = await fileCase({ ctx: agent(), input: { number } });
  return { number, id };
}
const callback = (i: number, more: Partial<typeof gatewayCallbacks.$inferInsert> = {}) => ({
  id: newId(),
  channel: "alipay",
  kind: "alipay" as const,
  method: "POST",
  query: "",
  headers: {},
  body: Buffer.from("sign=SECRETBODY").toString("base64"),
  remoteAddress: "203.0.113.9",
  receivedAt: new Date(Date.parse(later(0)) + i * 1_000),
  verified: false,
  verdict: "rejected" as const,
  reason: "BAD_SIGNATURE",
  event: "paid",
  notifyId: `NOTIFY-${i}`,
  outTradeNo: "PO1",
  orderNo: "O1",
  amountFen: 20_000,
  answerStatus: 200,
  judgements: 1,
  ...more,
});

describe("a case file", () => {
  test("has the numbers, the times, the sums, the callbacks, the gateway's own word and the customer's", async () => {
    const { id, number } = await aCase();
    await transact(async (tx) => {
      await tx.insert(channelSettings).values({
        channel: "alipay",
        kind: "alipay",
        label: "支付宝主通道",
        methods: [],
        priority: 1,
        enabled: false,
        policy: "assist",
        autoLimitFen: 0,
        config: { appId: "2021000000000001", sellerId: "2088101122136241", gatewayUrl: "https://openapi.example" },
        secrets: "",
        version: 1,
        updatedAt: new Date(later(0)),
      });
      await tx.insert(gatewayPayments).values({
        channel: "alipay",
        outTradeNo: "PO1",
        orderNo: "O1",
        state: "paid",
        amountFen: 20_000,
        refundedFen: 0,
        gatewayTradeNo: "2026000000000001",
        paidAt: new Date(later(-30)),
        answeredAt: new Date(later(1)),
        beganAt: new Date(later(-31)),
        attempts: 1,
        lastError: "SECRET-ERROR",
      });
      await tx.insert(gatewayCallbacks).values([callback(1), callback(2, { channel: "other" })]);
    });
    const file = await caseFile({ ctx: agent(5), input: { id, format: "csv" } });
    expect(file).toMatchObject({
      mediaType: "text/csv; charset=utf-8",
      name: expect.stringMatching(/^case-O1-\w+\.csv$/),
    });
    const table = rows(file.bytes);
    expect(item(table, "申请信息", "商户标识")).toBe("appId 2021000000000001; sellerId 2088101122136241");
    expect(item(table, "申请信息", "支付渠道")).toBe("支付宝主通道 (alipay, alipay)");
    expect(item(table, "申请信息", "工单号")).toBe(number);
    expect(item(table, "申请信息", "应答复时间")).toBe("2026-11-02 10:00:00");
    expect(item(table, "支付记录", "商户订单号")).toBe("PO1");
    expect(item(table, "支付记录", "渠道交易号")).toBe("2026000000000001");
    expect(item(table, "金额", "已支付")).toBe("200.00");
    expect(item(table, "金额", "未到账也未退款")).toBe("200.00");
    expect(item(table, "向渠道查询的结果", "状态")).toBe("已付款");
    const inbox = section(table, "收到的渠道回调");
    expect(inbox.filter(([, , label]) => label === "通知编号").map(([, , , value]) => value)).toEqual(["NOTIFY-1"]);
    expect(item(table, "收到的渠道回调", "处理结果")).toBe("已拒绝");
    expect(item(table, "客户描述", "描述")).toBe("付了 200 元没到，电话 138****5678");
    const whole = file.bytes.toString("utf8");
    expect(whole).not.toMatch(/wx-zhang|13900001111|13812345678|SECRETBODY|SECRET-ERROR|203\.0\.113\.9/);
    const english = rows((await caseFile({ ctx: agent(5), input: { id, format: "csv", locale: "en" } })).bytes);
    expect(item(english, "What the gateway says when asked", "State")).toBe("paid");
  });

  test("is a PDF that says the same", async () => {
    const { id } = await aCase();
    const file = await caseFile({ ctx: key("k", ["tickets:read", "trace:read"]), input: { id, format: "pdf" } });
    expect(file.mediaType).toBe("application/pdf");
    const text = pdfText(file.bytes);
    for (const said of ["PO1", "2026000000000001", "200.00", "没有收到过这笔交易的回调", "138****5678", "第 1 / "]) {
      expect(text).toContain(said);
    }
  });

  test("with more callbacks than anybody reads stays a file: the newest 500", async () => {
    const { id } = await aCase();
    const many = Array.from({ length: 620 }, (_, i) => callback(i));
    await transact(async (tx) => {
      for (let i = 0; i < many.length; i += 100) await tx.insert(gatewayCallbacks).values(many.slice(i, i + 100));
    });
    const table = rows((await caseFile({ ctx: agent(5), input: { id, format: "csv" } })).bytes);
    const notices = section(table, "收到的渠道回调").filter(([, , label]) => label === "通知编号");
    expect([notices.length, notices[0]?.[3], notices.at(-1)?.[3]]).toEqual([500, "NOTIFY-120", "NOTIFY-619"]);
    const pdf = await caseFile({ ctx: agent(5), input: { id, format: "pdf" } });
    expect(pdf.bytes.byteLength).toBeLessThan(500_000);
  });

  test("runs no formula and hides nothing, whatever people are called", async () => {
    const { id } = await aCase('=HYPERLINK("http://evil.example","点我")\u202E\u0007');
    const table = rows((await caseFile({ ctx: agent(5), input: { id, format: "csv" } })).bytes);
    expect(item(table, "客户描述", "描述")).toBe('\'=HYPERLINK("http://evil.example","点我")');
    for (const cell of table.flat()) expect(cell).not.toMatch(/^\s*[=+\-@]/);
    const pdf = await caseFile({ ctx: agent(5), input: { id, format: "pdf" } });
    expect(pdfText(pdf.bytes)).toContain("=HYPERLINK");
  });

  test("of no case is not found", async () => {
    expect((await refusal(caseFile({ ctx: agent(), input: { id: "none", format: "pdf" } }))).code).toBe(
      "CASE_NOT_FOUND",
    );
  });
});

describe("an evidence pack", () => {
  /** An order with everything in its records that is not for its owner. */
  async function secretive() {
    const { number, id } = await aCase("付了没到");
    await send([
      event("topup.risk.flagged", 100, { orderNo: "O1", customerId: "C1001", rule: "RULE-VELOCITY", side: "platform" }),
      event("topup.fulfilment.submitted", 110, { orderNo: "O1", supplier: "SUPPLIER-DELTA" }),
      event("topup.fulfilment.failed", 120, {
        orderNo: "O1",
        supplier: "SUPPLIER-DELTA",
        errorCode: "STOCK-9",
        errorMessage: "SUPPLIER-DELTA balance low",
      }),
    ]);
    const say = (body: string, visibility: "public" | "internal") =>
      postMessage({ ctx: agent(20), input: { number, body, visibility } });
    await say("INTERNAL-NOTE: 疑似羊毛党", "internal");
    await say("您好，正在为您核查", "public");
    await answerCase({ ctx: agent(30), input: { id, answer: "ANSWER-OF-GATEWAY" } });
    await fileCase({ ctx: agent(40), input: { number } });
    return number;
  }
  const pack = (number: string, format: "pdf" | "csv", locale: "zh-CN" | "en" = "zh-CN", who = "C1001") =>
    evidencePack({ ctx: customer(who, later(1_500)), input: { number, format, locale } });

  test("has the owner's own numbers, history, talk and the unanswered case", async () => {
    const number = await secretive();
    const table = rows((await pack(number, "csv")).bytes);
    expect(item(table, "订单", "订单号")).toBe("O1");
    expect(item(table, "订单", "已支付")).toBe("200.00");
    expect(item(table, "支付记录", "渠道交易号")).toBe("2026000000000001");
    expect(item(table, "订单", "渠道核查")).toContain("至今没有答复");
    const talk = section(table, "与客服的沟通记录").map(([, , , value]) => value);
    expect(talk).toEqual(expect.arrayContaining(["付了没到", "我", "客服", "您好，正在为您核查"]));
    expect(section(table, "订单记录").map(([, , , value]) => value)).toEqual(expect.arrayContaining(["进入安全审核"]));
  });

  test.each(["zh-CN", "en"] as const)("in %s has no staff, rule, supplier, note or answer in it", async (locale) => {
    const number = await secretive();
    const csv = (await pack(number, "csv", locale)).bytes.toString("utf8");
    const pdf = pdfText((await pack(number, "pdf", locale)).bytes);
    for (const text of [csv, pdf]) {
      expect(text).toContain("2026000000000001");
      expect(text).not.toMatch(/agent-li|RULE-|SUPPLIER|STOCK-9|INTERNAL|羊毛|ANSWER-OF|shop\.example/);
    }
  });

  test("lists the proofs by their fingerprints and shows the pictures, and of identity documents nothing at all", async () => {
    const { number } = await openPaid();
    const ctx = customer(`ticket:${number}`, later(1));
    const proof = async (kind: "debit_proof" | "identity", name: string) => {
      const shape = { width: 60, height: 40, channels: 3 as const, background: kind === "identity" ? "#00f" : "#f00" };
      const bytes = await sharp({ create: shape }).png().toBuffer();
      return storeAttachment({ ctx, input: { bytes, name, kind, ownerKey: `ticket:${number}` } });
    };
    const [debit, identity] = [await proof("debit_proof", "=扣款.png"), await proof("identity", "身份证.png")];
    await postMessage({ ctx, input: { number, body: "补充", attachmentIds: [debit.id, identity.id] } });
    const table = rows((await pack(number, "csv")).bytes);
    const proofs = section(table, "我提交的凭证");
    expect(proofs.filter(([, , label]) => label === "SHA-256").map(([, , , value]) => value)).toEqual([debit.sha256]);
    expect(JSON.stringify(table)).not.toContain(identity.sha256);
    expect(item(table, "我提交的凭证", "文件名")).toBe("'=扣款.png");
    const pdf = (await pack(number, "pdf")).bytes;
    expect(pdf.toString("latin1").split("/Subtype /Image")).toHaveLength(2);
    expect(pdfText(pdf)).toContain("凭证图片");
  });

  test("is for the proven owner alone", async () => {
    const number = await secretive();
    expect((await refusal(pack(number, "pdf", "zh-CN", "C9999"))).code).toBe("TICKET_NOT_FOUND");
    const ctx = agent();
    expect((await refusal(evidencePack({ ctx, input: { number, format: "pdf" } }))).status).toBe(404);
    const stranger = await submit(await strangersRun("O1"));
    const holder = customer(`ticket:${stranger.number}`);
    const input = { number: stranger.number, format: "csv" as const };
    expect((await refusal(evidencePack({ ctx: holder, input }))).code).toBe("EVIDENCE_NOT_FOUND");
  });
});
