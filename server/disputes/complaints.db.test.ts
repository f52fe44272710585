import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db, transact } from "#db/client.ts";
import { channelSettings, gatewayComplaints, moneyItems, outbox, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import type { Complaint, ComplaintDesk, Gateway } from "#server/gateways/gateway.ts";
import { forgetLimits } from "#server/http/index.ts";
import { event, orderCreated, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { customerTicket, getTicket, listTickets, updateTicket } from "#server/tickets/index.ts";
import { customer, key, later, openPaid, refusal, staff } from "#server/tickets/testing.ts";
import {
  COMPLAINT_TAG,
  fetchComplaints,
  importComplaints,
  joinComplaints,
  listComplaints,
  pollComplaints,
  receiveComplaint,
} from "./index.ts";

/** The gateway's side of it, as far as this module sees it; what adapters do with wires and keys is tested with them. */
const desk = vi.hoisted(() => ({ current: undefined as ComplaintDesk | undefined, opened: 0 }));
vi.mock("#server/channels/index.ts", async (original) => ({
  ...(await original<object>()),
  gatewayOf: async (channel: string) =>
    channel === "wx" || channel === "wx2"
      ? ({
          kind: "wechatpay",
          complaints: desk.current,
          answer: (taken: boolean) => ({ status: taken ? 204 : 500, contentType: "application/json", body: "" }),
        } as unknown as Gateway)
      : null,
}));

freshDatabase({ beforeEach, afterEach });

const at = (minutes: number) => systemContext("test", fixedClock(later(minutes)));
const manager = (minutes = 0) => staff("m", later(minutes), "manager");
const reader = staff("a");
const complaint = (no: string, more: Partial<Complaint> = {}): Complaint => ({
  complaintId: no,
  state: "pending",
  at: new Date(later(-5)),
  detail: "付款后一直没有到账",
  problemType: "REFUND",
  payerPhone: "13812345678",
  payerWaits: true,
  fullyRefunded: false,
  askedRefundFen: 20_000,
  orders: [{ outTradeNo: "PO1", gatewayTradeNo: "2026000000000001", amountFen: 20_000 }],
  ...more,
});
const asks: string[] = [];
/** What the gateway has: complaints by number, and notices that it believes. */
function gatewayHas(items: Complaint[], away = false): void {
  desk.current = {
    parseComplaint: (request) => {
      const sent = JSON.parse(request.body.toString("utf8"));
      if (sent.fault) return { ok: false, fault: sent.fault };
      return sent.complaintId ? { ok: true, notice: { ...sent, at: new Date(sent.at ?? later(0)) } } : null;
    },
    async get(id) {
      asks.push(id);
      const found = items.find((one) => one.complaintId === id);
      if (away || !found) throw new Error("gateway away");
      return found;
    },
    async list({ offset = 0, limit = 50 }) {
      if (away) throw new Error("gateway away");
      return { items: items.slice(offset, offset + limit), total: items.length };
    },
  };
}
const notify = (body: unknown, channel = "wx", minutes = 0) =>
  receiveComplaint({
    ctx: at(minutes),
    input: {
      channel,
      kind: "wechatpay",
      remoteAddress: "203.0.113.7",
      request: { method: "POST", query: "", headers: {}, body: Buffer.from(JSON.stringify(body)) },
    },
  });
const notice = (complaintId: string, notifyId = `EV-${complaintId}`, action = "CREATE_COMPLAINT") => ({
  complaintId,
  notifyId,
  action,
});
const all = () => db.select().from(gatewayComplaints);
const bring = async (minutes: number) => {
  await fetchComplaints(at(minutes));
  return joinComplaints(at(minutes));
};
const ticketOf = (number: string) => getTicket({ ctx: systemContext("test"), input: { number } });
const paidByWechat = async (orderNo = "O1") => {
  const [created, attempted, succeeded] = paidWithoutCallback(orderNo, 0);
  const data = { ...(attempted?.data as object), channel: "wx" };
  await send([created, { ...attempted, data }, succeeded]);
};
const setUp = (channel: string) =>
  transact((tx) =>
    tx.insert(channelSettings).values({
      channel,
      kind: "wechatpay",
      label: channel,
      methods: [],
      priority: 1,
      enabled: true,
      policy: "assist",
      autoLimitFen: 0,
      config: {},
      secrets: "",
      version: 1,
      updatedAt: new Date(later(0)),
    }),
  );

beforeEach(() => {
  asks.length = 0;
  gatewayHas([]);
});

describe("a complaint that the gateway tells of", () => {
  test("opens a ticket on the customer's behalf, and tells them so", async () => {
    await paidByWechat();
    gatewayHas([complaint("C1")]);
    expect(await notify(notice("C1"))).toMatchObject({ status: 204 });
    // Acknowledged once it is durable, before the gateway was asked anything.
    expect([(await all())[0]?.complaintNo, asks]).toEqual(["C1", []]);
    expect(await bring(1)).toBe(1);
    const [row] = await all();
    expect(row).toMatchObject({ orderNo: "O1", state: "pending", phone: "138****5678", amountFen: 20_000 });
    const ticket = await ticketOf(row?.ticketNumber ?? "");
    expect(ticket).toMatchObject({
      orderNo: "O1",
      customerId: "C1001",
      description: "付款后一直没有到账",
      chargeState: "confirmed",
      claim: "complete_topup",
      priority: "urgent",
      tags: [COMPLAINT_TAG],
    });
    const own = await customerTicket({ ctx: customer("C1001"), input: { number: ticket.number } });
    expect(own.messages.map((message) => message.body).join()).toContain("我们收到了您在支付渠道提交的投诉");
    expect(own.messages.map((message) => message.body).join()).not.toContain("等待时间已过");
    const events = await db.select().from(outbox).where(eq(outbox.topic, "ticket.opened"));
    expect(events).toHaveLength(1);
  });

  test("joins the open ticket of its order with a note, a tag and more weight", async () => {
    const { number } = await openPaid();
    await transact((tx) => tx.update(tickets).set({ priority: "normal", tags: ["vip"] }));
    gatewayHas([complaint("C1")]);
    // The platform calls the channel by its own name; only a payment of this very channel is meant.
    await notify(notice("C1"));
    expect(await bring(1)).toBe(0);
    await send([
      event("topup.payment.attempted", 200, {
        orderNo: "O1",
        outTradeNo: "PW",
        channel: "wx",
        method: "jsapi",
        amountFen: 20_000,
      }),
    ]);
    gatewayHas([complaint("C2", { orders: [{ outTradeNo: "PW", gatewayTradeNo: null, amountFen: 20_000 }] })]);
    await notify(notice("C2"));
    expect(await bring(2)).toBe(1);
    const ticket = await ticketOf(number);
    expect(ticket).toMatchObject({ priority: "urgent", tags: ["vip", COMPLAINT_TAG], status: "new" });
    const note = ticket.messages.find((message) => message.body.includes("C2"));
    expect(note).toMatchObject({ visibility: "internal", body: "客户在 wx 发起投诉（C2）：付款后一直没有到账" });
    expect(await db.select().from(tickets)).toHaveLength(1);
  });

  test("is one however often it is told, by notice and by list, by many at once", async () => {
    await paidByWechat();
    await setUp("wx");
    gatewayHas([complaint("C1")]);
    await Promise.all([notify(notice("C1")), notify(notice("C1")), pollComplaints(at(0)), notify(notice("C1"))]);
    await Promise.all([bring(1), bring(1), bring(1)]);
    for (let i = 2; i < 5; i++) {
      await notify(notice("C1"));
      await pollComplaints(at(i));
      await bring(i);
    }
    expect(await all()).toHaveLength(1);
    expect(await db.select().from(tickets)).toHaveLength(1);
    const ticket = await ticketOf((await all())[0]?.ticketNumber ?? "");
    expect(ticket.messages.filter((message) => message.body.includes("C1"))).toHaveLength(1);
  });

  test("follows what becomes of it, and says in the ticket once that it is settled", async () => {
    await paidByWechat();
    gatewayHas([complaint("C1")]);
    await notify(notice("C1"));
    await bring(1);
    gatewayHas([complaint("C1", { state: "processed" })]);
    for (const id of ["EV-2", "EV-2", "EV-3"]) {
      await notify(notice("C1", id, "MERCHANT_CONFIRM_COMPLETE"));
      await bring(2);
    }
    const [row] = await all();
    expect(row?.state).toBe("processed");
    const ticket = await ticketOf(row?.ticketNumber ?? "");
    expect(ticket.messages.filter((message) => message.body === "渠道投诉 C1 已处理完成。")).toHaveLength(1);
    expect(ticket.events.filter((step) => step.type === "complaint_settled")).toHaveLength(1);
  });

  test("whose order is not known yet waits for it; one that is settled already opens nothing", async () => {
    gatewayHas([complaint("C1"), complaint("C2", { state: "processed" })]);
    await notify(notice("C1"));
    await notify(notice("C2"));
    expect(await bring(1)).toBe(0);
    expect((await listComplaints({ ctx: reader, input: {} })).items.map((one) => one.orderNo)).toEqual([null, null]);
    await paidByWechat();
    // C1 opens the ticket; C2 only finds its order, and that ticket if it is there by then.
    expect(await bring(2)).toBe(2);
    expect(await bring(3)).toBe(0);
    expect(await db.select().from(tickets)).toHaveLength(1);
    expect((await all()).map((row) => row.orderNo)).toEqual(["O1", "O1"]);
  });

  test("after the ticket ended opens a new one", async () => {
    await paidByWechat();
    gatewayHas([complaint("C1")]);
    await notify(notice("C1"));
    await bring(1);
    const number = (await all())[0]?.ticketNumber ?? "";
    const { version } = await ticketOf(number);
    await updateTicket({ ctx: manager(2), input: { number, status: "resolved", version } });
    gatewayHas([complaint("C9")]);
    await notify(notice("C9"));
    expect(await bring(3)).toBe(1);
    expect((await listTickets({ ctx: reader, input: { queue: "all" } })).items).toHaveLength(2);
  });

  test("that cannot be had is asked for ever more rarely, and comes with the list in the end", async () => {
    await paidByWechat();
    await setUp("wx");
    gatewayHas([complaint("C1")], true);
    await notify(notice("C1"));
    for (let minutes = 0; minutes < 12; minutes++) await fetchComplaints(at(minutes));
    expect(asks).toHaveLength(4);
    for (let i = 0; i < 40; i++) await fetchComplaints(at(400 * i));
    expect(asks).toHaveLength(10);
    expect(await pollComplaints(at(20_000))).toBe(0);
    gatewayHas([complaint("C1")]);
    expect(await pollComplaints(at(20_001))).toBe(1);
    expect(await bring(20_002)).toBe(1);
  });

  test("is refused when it is forged, with one alarm a day; probes and strangers do nothing", async () => {
    forgetLimits();
    for (const fault of ["BAD_SIGNATURE", "UNDECRYPTABLE", "UNKNOWN_KEY", "PROBE", "STALE", "MALFORMED"]) {
      expect((await notify({ fault })).status).toBe(500);
    }
    expect((await notify({ fault: "BAD_SIGNATURE" }, "wx2")).status).toBe(500);
    expect((await notify({ other: true })).status).toBe(204);
    const raised = await db.select().from(moneyItems);
    expect(raised.map((item) => [item.kind, item.channel]).sort()).toEqual([
      ["forged_callback", "wx"],
      ["forged_callback", "wx2"],
    ]);
    expect(await all()).toHaveLength(0);
    expect((await refusal(notify(notice("C1"), "nowhere"))).code).toBe("CHANNEL_NOT_FOUND");
    const flood = Promise.all(Array.from({ length: 61 }, () => notify({ fault: "PROBE" })));
    expect((await refusal(flood)).code).toBe("RATE_LIMITED");
    desk.current = undefined;
    expect((await refusal(notify(notice("C1")))).code).toBe("CHANNEL_NOT_FOUND");
  });
});

describe("a list of complaints", () => {
  const HEAD = "complaint_no,made_at,out_trade_no,gateway_trade_no,amount,state,text,phone";
  const upload = (text: string | Buffer, channel = "alipay", minutes = 0) =>
    importComplaints({ ctx: manager(minutes), input: { channel, csv: Buffer.from(text as string) } });

  test("is taken whole, joins its tickets at once, and changes nothing when it comes again", async () => {
    await send(paidWithoutCallback("O1", 0));
    await send([orderCreated("O2", 0)]);
    const csv = [
      `\uFEFF${HEAD}`,
      'T1,2026-11-02 07:00:00,PO1,,200.00,pending,"充值未到账，\n请退款",13812345678',
      "T2,2026/11/02 07:05,,2026999999999999\t,¥1，000.5,处理中,=SUM(A1),",
      "",
    ].join("\r\n");
    expect(await upload(csv)).toEqual({ rows: 2, added: 2, updated: 0, unchanged: 0, matched: 1 });
    const rows = (await listComplaints({ ctx: reader, input: {} })).items;
    expect(rows).toMatchObject([
      { complaintNo: "T2", state: "processing", amountFen: 100_050, orderNo: null, gatewayTradeNo: "2026999999999999" },
      { complaintNo: "T1", amountFen: 20_000, orderNo: "O1", madeAt: "2026-11-01T23:00:00.000Z", phone: "138****5678" },
    ]);
    expect((await ticketOf(rows[1]?.ticketNumber ?? "")).description).toBe("充值未到账，\n请退款");
    expect(await upload(csv)).toEqual({ rows: 2, added: 0, updated: 0, unchanged: 2, matched: 1 });
    expect(await upload(csv.replace("处理中", "已完成"))).toMatchObject({ updated: 1, unchanged: 1 });
    expect(await db.select().from(tickets)).toHaveLength(1);
  });

  test("from a Chinese spreadsheet is read as it was saved, in GBK and by its own names", async () => {
    const gbk = Buffer.concat([
      Buffer.from("cdb6cbdfb5a5bac52cc9ccbba7b6a9b5a5bac52cd7b4ccac", "hex"),
      Buffer.from("\nT1,PO1,"),
      Buffer.from("b4a6c0edd6d0", "hex"),
      Buffer.from("\n"),
    ]);
    expect(await upload(gbk)).toMatchObject({ rows: 1, added: 1 });
    expect((await all())[0]).toMatchObject({ complaintNo: "T1", outTradeNo: "PO1", state: "processing" });
  });

  test("with one wrong line is not taken, and says which lines and why", async () => {
    const csv = [
      HEAD,
      "T1,2026-11-02 07:00,PO1,,200.00,pending,ok,",
      "T1,2026-02-30 07:00,PO1,,-5,nope,ok,",
      ',,,,"1,000.999",,"two',
      'lines",',
      "T4,2031-01-01,P O,,,,,",
    ].join("\n");
    const refused = await refusal(upload(csv));
    expect(refused.code).toBe("CSV_INVALID");
    expect((refused as unknown as { errors: { path: string }[] }).errors.map((one) => one.path)).toEqual([
      "line 3.state",
      "line 3.made_at",
      "line 3.amount",
      "line 3.complaint_no",
      "line 5.complaint_no",
      "line 5.out_trade_no",
      "line 5.amount",
      "line 6.out_trade_no",
      "line 6.made_at",
    ]);
    expect(await all()).toHaveLength(0);
  });

  test.each([
    ["", "line 1.complaint_no"],
    ["complaint_no\nT1", "line 1.out_trade_no"],
    [HEAD, "line 2"],
    [`${HEAD}\n"T1,x`, "line"],
    [Buffer.from([0xff, 0xfe, 0x00, 0x81]), "line 1"],
  ])("%j is refused", async (text, path) => {
    const refused = (await refusal(upload(text))) as unknown as { code: string; errors: { path: string }[] };
    expect(refused.code).toBe("CSV_INVALID");
    expect(refused.errors[0]?.path).toContain(path);
  });

  test("of more rows than a turn takes is refused, and whoever may not set up channels cannot send one", async () => {
    const long = [HEAD, ...Array.from({ length: 2_001 }, (_, i) => `T${i},,P${i},,,,,`)].join("\n");
    expect(await refusal(upload(long))).toMatchObject({ status: 413, code: "CSV_TOO_LONG" });
    const input = { channel: "alipay", csv: Buffer.from(`${HEAD}\nT1,,P1,,,,,`) };
    for (const ctx of [staff("a"), customer("C1001"), key("k", ["tickets:write"])]) {
      expect((await refusal(importComplaints({ ctx, input }))).status).toBe(403);
    }
    expect((await refusal(listComplaints({ ctx: customer("C1001"), input: {} }))).status).toBe(403);
  });
});

test("the list is in pages, newest first, and can be narrowed", async () => {
  const rows = Array.from(
    { length: 5 },
    (_, i) => `T${i},2026-11-01 0${i}:00,P${i},,,${i % 2 ? "pending" : "processed"},,`,
  );
  const csv = Buffer.from(
    ["complaint_no,made_at,out_trade_no,gateway_trade_no,amount,state,text,phone", ...rows].join("\n"),
  );
  await importComplaints({ ctx: manager(), input: { channel: "alipay", csv } });
  const first = await listComplaints({ ctx: reader, input: { limit: 3 } });
  const rest = await listComplaints({ ctx: reader, input: { limit: 3, cursor: first.nextCursor ?? "" } });
  expect([...first.items, ...rest.items].map((one) => one.complaintNo)).toEqual(["T4", "T3", "T2", "T1", "T0"]);
  expect(rest.nextCursor).toBeNull();
  expect((await listComplaints({ ctx: reader, input: { state: "pending" } })).items).toHaveLength(2);
  expect((await listComplaints({ ctx: reader, input: { channel: "wx" } })).items).toHaveLength(0);
  expect((await refusal(listComplaints({ ctx: reader, input: { cursor: "?" } }))).code).toBe("BAD_CURSOR");
});
