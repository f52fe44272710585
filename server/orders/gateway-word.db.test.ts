import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { callbacks, inboundEvents, outbox, payments } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { type GatewayWord, recordGatewayWords } from "./gateway-word.ts";
import { EVENTS_LOCK } from "./receive-events.ts";
import type { GatewayObservation } from "./schemas.ts";
import { event, orderCreated, send } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const attempted = event("topup.payment.attempted", 5, {
  orderNo: "KM1",
  outTradeNo: "P1",
  channel: "alipay",
  method: "app",
  amountFen: 20_000,
});
const at = new Date("2026-11-01T00:01:00Z");

function paid(id: string, observation: Partial<GatewayObservation> = {}): GatewayWord {
  return {
    kind: "payment",
    id,
    at,
    observation: {
      outTradeNo: "P1",
      channel: "alipay",
      via: "query",
      state: "paid",
      amountFen: 20_000,
      refundedFen: 0,
      gatewayTradeNo: "G1",
      paidAt: at.toISOString(),
      ...observation,
    },
  };
}
const record = (...words: GatewayWord[]) =>
  transact((tx) => recordGatewayWords(tx, systemContext("test"), words), { serializeOn: EVENTS_LOCK });
const paymentRows = () => db.select().from(payments);

test("a gateway's word is folded into its order, once however often it is said", async () => {
  await send([orderCreated("KM1", 0), attempted]);
  expect(await record(paid("a"))).toEqual({ fresh: 1, orderNos: ["KM1"] });
  expect(await paymentRows()).toMatchObject([{ state: "succeeded", gatewayState: "paid", gatewayTradeNo: "G1" }]);
  expect(await record(paid("a"))).toEqual({ fresh: 0, orderNos: [] });
  expect(await db.select().from(inboundEvents).where(eq(inboundEvents.type, "gateway.payment.observed"))).toHaveLength(
    1,
  );
  const told = await db.select().from(outbox).where(eq(outbox.subject, "order:KM1"));
  expect(told.filter(({ topic }) => topic === "order.updated")).toHaveLength(2);
});

test("the same id of two channels is two words", async () => {
  await send([orderCreated("KM1", 0), attempted]);
  expect(await record(paid("a"), paid("a", { channel: "wechat", outTradeNo: "P2" }))).toMatchObject({ fresh: 2 });
});

test("it waits for the payment to be told of", async () => {
  expect(await record(paid("a"))).toEqual({ fresh: 1, orderNos: [] });
  await send([orderCreated("KM1", 0)]);
  expect(await paymentRows()).toEqual([]);
  await send([attempted]);
  expect(await paymentRows()).toMatchObject([{ orderNo: "KM1", state: "succeeded", paidFen: 20_000 }]);
});

test("a number that is an order's own belongs to that order, whichever comes first", async () => {
  await record(paid("a", { outTradeNo: "KM1" }));
  await send([orderCreated("KM1", 0), orderCreated("KM2", 0)]);
  await record(paid("b", { outTradeNo: "KM2" }));
  expect((await paymentRows()).map(({ orderNo, paidFen }) => [orderNo, paidFen]).toSorted()).toEqual([
    ["KM1", 20_000],
    ["KM2", 20_000],
  ]);
});

test("a word that names its order is filed there", async () => {
  await send([orderCreated("KM1", 0), orderCreated("P1", 0)]);
  await record({ ...paid("a"), orderNo: "KM1" });
  expect((await paymentRows()).map(({ orderNo }) => orderNo)).toEqual(["KM1"]);
});

test("a callback that we took stands in the trace's log", async () => {
  await send([orderCreated("KM1", 0), attempted]);
  const callback = { outTradeNo: "P1", channel: "alipay", verified: true, outcome: "applied" as const };
  await record({ kind: "callback", id: "n1", at, callback });
  await record({ kind: "callback", id: "n1", at, callback });
  expect(await db.select().from(callbacks)).toMatchObject([{ orderNo: "KM1", outcome: "applied", receivedAt: at }]);
});

test("nobody outside can speak as a gateway", async () => {
  const forged = { ...event("gateway.payment.observed", 9, { ...attempted }), source: "daozhang:gateway/alipay" };
  expect(await send([forged])).toMatchObject({ accepted: 0, rejected: [{ code: "INVALID_EVENT" }] });
  const customer = { ...systemContext("t"), actor: { kind: "customer" as const, id: "C1", name: "C1" } };
  await expect(transact((tx) => recordGatewayWords(tx, customer, [paid("a")]))).rejects.toMatchObject({ status: 403 });
});

test("words are rolled back with what they were said in", async () => {
  await send([orderCreated("KM1", 0), attempted]);
  const broken = transact(async (tx) => {
    await recordGatewayWords(tx, systemContext("test"), [paid("a")]);
    throw new Error("stop");
  });
  await expect(broken).rejects.toThrow("stop");
  expect(await paymentRows()).toMatchObject([{ gatewayState: null, paidFen: 0 }]);
});
