import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { gatewayComplaints, moneyItems, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { type CallbackOptions, gatewaySandbox, type ListeningSandbox } from "#e2e/sandbox/gateways/index.ts";
import { saveChannel } from "#server/channels/index.ts";
import { systemContext } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { fetchComplaints, joinComplaints, pollComplaints } from "#server/disputes/index.ts";
import { forgetLimits } from "#server/http/index.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { POST } from "./route.ts";

// Needs a process of its own: what is known of a channel's gateway is kept in the process.
freshDatabase({ beforeEach, afterEach });

let sandbox: ListeningSandbox;
beforeAll(async () => {
  sandbox = await gatewaySandbox();
});
afterAll(() => sandbox.close());

const ctx = systemContext("test");
beforeEach(async () => {
  forgetLimits();
  sandbox.reset();
  overrideEnv({ ALLOW_PRIVATE_URLS: true });
  await saveChannel({
    ctx,
    input: {
      channel: "wx",
      kind: "wechatpay",
      label: "微信支付",
      methods: ["jsapi"],
      priority: 1,
      enabled: true,
      config: sandbox.config("wechatpay"),
    } as never,
  });
  const payment = { orderNo: "O1", outTradeNo: "PW1", amountFen: 20_000 };
  await send([
    orderCreated("O1", 0),
    event("topup.payment.attempted", 5, { ...payment, channel: "wx", method: "jsapi" }),
    event("topup.payment.succeeded", 20, payment),
  ]);
  sandbox.pay("PW1", { kind: "wechatpay", amountFen: 20_000 });
});
afterEach(() => overrideEnv());

function notify(complaintId: string, options: CallbackOptions = {}, channel = "wx"): Promise<Response> {
  const { method, headers, body } = sandbox.complaintCallback(complaintId, "CREATE_COMPLAINT", options);
  const address = `http://127.0.0.1:3000/api/gateways/wechatpay/${channel}/complaints`;
  const request = new Request(address, { method, headers, body: new Uint8Array(body) });
  return POST(request, { params: Promise.resolve({ channel }) });
}

test("a complaint made at WeChat Pay becomes the ticket of its order, however often it is told", async () => {
  const { complaintId } = sandbox.complain("PW1", { detail: "充了两小时没到账" });
  const answers = await Promise.all([notify(complaintId), notify(complaintId), notify(complaintId)]);
  for (const answer of answers) expect([200, 204]).toContain(answer.status);
  expect(await fetchComplaints(ctx)).toBe(1);
  expect(await joinComplaints(ctx)).toBe(1);
  expect((await notify(complaintId)).ok).toBe(true);
  expect(await pollComplaints(ctx)).toBe(0);
  const [row, ...others] = await db.select().from(gatewayComplaints);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ complaintNo: complaintId, orderNo: "O1", outTradeNo: "PW1", text: "充了两小时没到账" });
  expect(row?.phone).toMatch(/^1\d\d\*{4}\d{4}$/);
  const [ticket] = await db.select().from(tickets);
  expect(ticket).toMatchObject({ number: row?.ticketNumber, orderNo: "O1", description: "充了两小时没到账" });
});

test("a complaint whose notice was lost comes in with the list", async () => {
  sandbox.complain("PW1");
  expect(await pollComplaints(ctx)).toBe(1);
  expect(await joinComplaints(ctx)).toBe(1);
});

test.each([
  ["forged", 1],
  ["unknown_key", 1],
  ["bad_tag", 1],
  ["skewed", 0],
  ["truncated", undefined],
  ["probe", 0],
] as const)("a notice that is %s is refused and changes nothing", async (twist, alarms) => {
  const { complaintId } = sandbox.complain("PW1");
  const answer = await notify(complaintId, { twist });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(await db.select().from(gatewayComplaints)).toEqual([]);
  if (alarms !== undefined) expect(await db.select().from(moneyItems)).toHaveLength(alarms);
});

test("what is too long, not JSON, or for a channel that is not there is refused", async () => {
  const { complaintId } = sandbox.complain("PW1");
  expect((await notify(complaintId, { twist: "oversized" })).status).toBe(413);
  expect((await notify(complaintId, {}, "nowhere")).status).toBe(404);
  const form = new Request("http://127.0.0.1:3000/x", { method: "POST", body: new URLSearchParams({ a: "1" }) });
  expect((await POST(form, { params: Promise.resolve({ channel: "wx" }) })).status).toBe(415);
});
