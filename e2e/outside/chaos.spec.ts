import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { freePort } from "#bin/lib/ports.ts";
import { type Answer, Api } from "../fixtures/api.ts";
import {
  allOf,
  CHANNELS,
  type ChaosOrder,
  chaosOrders,
  deliveriesOf,
  eventsOf,
  payAll,
  type Standing,
  standingsOf,
} from "../fixtures/chaos.ts";
import { Installation } from "../fixtures/installation.ts";
import { channelKind, gatewaySandbox, type ListeningSandbox } from "../sandbox/gateways/index.ts";
import { MAX_BATCH, sendEvents } from "../sandbox/send.ts";

const ORDERS = 1_000;
/** From the first event to the last order that has its end. */
/** Room for a machine that is busy with other things: a quiet one is done in a fraction of it. */
const UNTIL_SETTLED_MS = 240_000;

type Item = { id: string; kind: string; orderNo: string | null; version: number; detail: { why?: string } };
type Moved = { orderNo: string; state: string; amountFen: number };

test.describe.configure({ mode: "serial", retries: 0 });

let installation: Installation;
let gateways: ListeningSandbox;
test.beforeAll(async () => {
  gateways = await gatewaySandbox();
  installation = new Installation(await freePort(), { ALLOW_PRIVATE_URLS: "on" });
  await installation.start();
});
test.afterAll(async () => {
  await installation.remove();
  await gateways.close();
});

test("a thousand orders in every kind of trouble: each is credited or refunded once, or stands in the queue with its reason", async () => {
  test.setTimeout(UNTIL_SETTLED_MS + 120_000);
  const api = new Api(installation.url, installation.apiKey("chaos"));
  await setUp(api);
  // Before the trouble begins: a command waits for its turn to write, and a test that waits for a command does nothing else.
  const [agent1, agent2, racer1, racer2] = ["agent-1", "agent-2", "r1", "r2"].map(
    (name) => new Api(installation.url, installation.apiKey(name)),
  ) as [Api, Api, Api, Api];
  const orders = chaosOrders(ORDERS, new Date());
  payAll(gateways, orders);
  const early = orders.filter(({ trouble }) => trouble === "early");
  await tell(orders.filter(({ trouble }) => trouble !== "early"));
  const callbacks = gateways.deliverAll(
    orders.flatMap((order, index) => deliveriesOf(order, installation.url, index)),
    { order: "shuffled", atOnce: 16, seed: 7 },
  );
  const agents = [clickAround(orders, [agent1, agent2]), race(orders, racer1, racer2)];
  await callbacks;
  await tell(early);
  const answers = (await Promise.all(agents)).flat();
  // Whoever lost a race is told so; nobody ever meets an error of ours.
  expect(answers.filter(({ status }) => status >= 500).map(({ body }) => body)).toEqual([]);

  await expect
    .poll(async () => (await unsettled(api, orders)).slice(0, 5), { timeout: UNTIL_SETTLED_MS, intervals: [3_000] })
    .toEqual([]);
  await checkEach(api, orders);
  await checkBooks(api, orders);
});

test("the ledger balances and the audit log holds", async () => {
  await installation.stop();
  expect(installation.admin(["ledger", "check"])).toMatchObject({ code: 0 });
  expect(installation.admin(["audit", "verify"])).toMatchObject({ code: 0 });
});

async function setUp(api: Api): Promise<void> {
  for (const [index, channel] of CHANNELS.entries()) {
    const setting = {
      kind: channelKind(channel),
      label: channel,
      methods: ["app"],
      priority: index + 1,
      enabled: true,
      config: gateways.config(channel),
      policy: "auto",
      autoLimitFen: 50_000,
    };
    expect((await api.put(`/api/v1/channels/${channel}`, setting)).status).toBe(200);
  }
  expect((await api.put("/api/v1/settings/repair", { graceSeconds: 2 })).status).toBe(200);
  const { body } = await api.get<Record<string, number>>("/api/v1/settings/money");
  const { updatedAt: _at, ...policy } = body;
  expect((await api.put("/api/v1/settings/money", { ...policy, stuckAfterMinutes: 1 })).status).toBe(200);
}

async function tell(orders: readonly ChaosOrder[]): Promise<void> {
  const events = orders.flatMap(eventsOf);
  const target = { url: installation.url, secret: installation.webhookSecret };
  for (let at = 0; at < events.length; at += MAX_BATCH) await sendEvents(target, events.slice(at, at + MAX_BATCH));
}

const keyed = () => ({ "idempotency-key": randomUUID() });

/** Two agents who credit by hand what the product is about to credit by itself, and work the queue while it fills. */
async function clickAround(orders: readonly ChaosOrder[], agents: readonly Api[]): Promise<Answer[]> {
  const wanted = orders.filter(({ trouble }) => trouble === "lost").slice(0, 60);
  const work = agents.map(async (agent) => {
    const answers: Answer[] = [];
    for (const { orderNo } of wanted) {
      answers.push(await agent.post(`/api/v1/orders/${orderNo}/topups`, { reasonCode: "CB_MISSING" }, keyed()));
    }
    const { items } = (await agent.get<{ items: Item[] }>("/api/v1/money-items?limit=30")).body;
    for (const { id, version } of items) {
      answers.push(await agent.post(`/api/v1/money-items/${id}/resolution`, { action: "apply", version }, keyed()));
    }
    return answers;
  });
  return (await Promise.all(work)).flat();
}

/** One agent refunds and another credits the same order at the same moment. */
async function race(orders: readonly ChaosOrder[], one: Api, other: Api): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { orderNo } of orders.filter(({ trouble }) => trouble === "raced")) {
    const both = [
      one.post(`/api/v1/orders/${orderNo}/refunds`, { reasonCode: "CUSTOMER_REQUEST" }, keyed()),
      other.post(`/api/v1/orders/${orderNo}/topups`, { reasonCode: "CB_MISSING" }, keyed()),
    ];
    answers.push(...(await Promise.all(both)));
  }
  return answers;
}

/** What the gateway took of an order, by its own books. */
const takenFen = (order: ChaosOrder) =>
  order.payments.reduce((sum, { outTradeNo, takenFen: taken }) => {
    return sum + (taken === null ? 0 : gateways.payment(outTradeNo, order.kind).amountFen);
  }, 0);
const returnedFen = (order: ChaosOrder) =>
  order.payments
    .flatMap(({ outTradeNo }) => gateways.payment(outTradeNo, order.kind).refunds)
    .reduce((sum, refund) => sum + (refund.state === "succeeded" ? refund.amountFen : 0), 0);

const isEnded = (order: ChaosOrder, standing: Standing) =>
  standing.paidFen === takenFen(order) && standing.creditedFen + standing.refundedFen === standing.paidFen;

/** What only two people may decide ends for this test when it stands in the queue; all else has to end by itself. */
const takesTwo: readonly ChaosOrder["trouble"][] = ["over", "under", "expired", "twice", "returned"];

let ended = new Map<string, Standing>();

/** Orders that have neither their end nor, where two people have to decide, an open item; with how they stand. */
async function unsettled(api: Api, orders: readonly ChaosOrder[]): Promise<unknown[]> {
  const open = orders.filter(({ orderNo }) => !ended.has(orderNo));
  const standings = await standingsOf(
    api,
    open.map(({ orderNo }) => orderNo),
  );
  const waiting = new Set((await allOf<Item>(api, "/api/v1/money-items")).map(({ orderNo }) => orderNo));
  const known = new Map(ended);
  const left = open.filter((order) => {
    const standing = standings.get(order.orderNo);
    if (standing && isEnded(order, standing)) known.set(order.orderNo, standing);
    const waits = takesTwo.includes(order.trouble) && waiting.has(order.orderNo);
    return !known.has(order.orderNo) && !(waits && standing?.paidFen === takenFen(order));
  });
  ended = known;
  return left.map(({ orderNo, trouble, kind }) => ({ orderNo, trouble, kind, ...standings.get(orderNo) }));
}

/** What must never have happened to an order, and what must have, by its kind of trouble. */
async function checkEach(api: Api, orders: readonly ChaosOrder[]): Promise<void> {
  const standings = await standingsOf(
    api,
    orders.map(({ orderNo }) => orderNo),
  );
  const items = await allOf<Item>(api, "/api/v1/money-items");
  const topups = await allOf<Moved>(api, "/api/v1/topups?state=succeeded");
  const refunds = await allOf<Moved>(api, "/api/v1/refunds?state=succeeded");
  const wrong: unknown[] = [];
  for (const order of orders) {
    const { orderNo, trouble } = order;
    const standing = standings.get(orderNo) ?? { paidFen: -1, creditedFen: 0, refundedFen: 0 };
    const credits = topups.filter((topup) => topup.orderNo === orderNo);
    const reasons = items.filter((item) => item.orderNo === orderNo).map(({ kind }) => kind);
    const { paidFen, creditedFen, refundedFen } = standing;
    const sound =
      paidFen === takenFen(order) &&
      refundedFen === returnedFen(order) &&
      creditedFen + refundedFen <= paidFen &&
      credits.length <= 1 &&
      creditedFen === credits.reduce((sum, { amountFen }) => sum + amountFen, 0) &&
      refunds.filter((refund) => refund.orderNo === orderNo).length <= order.payments.length &&
      (isEnded(order, standing) || reasons.length > 0) &&
      (await asExpected(trouble, standing, order));
    if (!sound)
      wrong.push({
        orderNo,
        trouble,
        kind: order.kind,
        ...standing,
        taken: takenFen(order),
        returned: returnedFen(order),
        reasons,
      });
  }
  expect(wrong).toEqual([]);
  expect(items.filter(({ kind, detail }) => kind === "order_stuck" && !detail.why)).toEqual([]);
}

async function asExpected(
  trouble: ChaosOrder["trouble"],
  { creditedFen, refundedFen, paidFen }: Standing,
  order: ChaosOrder,
) {
  switch (trouble) {
    case "unpaid":
      return paidFen === 0 && creditedFen === 0;
    case "failed":
      return creditedFen === 0 && refundedFen === order.amountFen;
    case "returned":
      return creditedFen === 0;
    case "over":
    case "under":
    case "expired":
      // Takes two people, and nobody here is the second.
      return creditedFen === 0 && refundedFen === 0;
    case "twice":
      return creditedFen <= order.amountFen;
    case "raced":
      return (creditedFen === order.amountFen) !== (refundedFen === order.amountFen);
    default:
      return creditedFen === order.amountFen;
  }
}

/** The sums of all orders are those of the gateways' own books. */
async function checkBooks(api: Api, orders: readonly ChaosOrder[]): Promise<void> {
  const standings = [
    ...(
      await standingsOf(
        api,
        orders.map(({ orderNo }) => orderNo),
      )
    ).values(),
  ];
  const total = (pick: (standing: Standing) => number) => standings.reduce((sum, each) => sum + pick(each), 0);
  const payments = [...gateways.till.payments.values()].filter(({ state }) => state === "paid");
  const theirs = {
    paidFen: payments.reduce((sum, { amountFen }) => sum + amountFen, 0),
    refundedFen: payments.reduce((sum, row) => sum + gateways.till.refundedFen(row), 0),
  };
  expect({ paidFen: total(({ paidFen }) => paidFen), refundedFen: total(({ refundedFen }) => refundedFen) }).toEqual(
    theirs,
  );
}
