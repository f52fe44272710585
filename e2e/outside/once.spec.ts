import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { freePort } from "#bin/lib/ports.ts";
import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { Installation } from "../fixtures/installation.ts";

type Topup = { id: string; state: string; amountFen: number; factsHash: string };
type Problem = { code: string; topupId?: string; details?: { topupId?: string } };
const CALLERS = 100;
const many = <T>(call: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: CALLERS }, (_, n) => call(n)));
const count = <T>(list: readonly T[], holds: (item: T) => boolean) => list.filter(holds).length;

test.describe.configure({ mode: "serial" });

let installation: Installation;
test.beforeAll(async () => {
  installation = new Installation(await freePort());
  await installation.start();
});
test.afterAll(() => installation.remove());

test("a hundred callers top up one order at once: it is credited once", async () => {
  const target = { url: installation.url, secret: installation.webhookSecret };
  const order = await buy("CB_MISSING", target);
  const maker = new Api(installation.url, installation.apiKey("maker"));
  const checker = new Api(installation.url, installation.apiKey("checker"));
  const path = `/api/v1/orders/${order.orderNo}/topups`;

  const asked = await many(() =>
    maker.post<Topup & Problem>(path, { reasonCode: "CB_MISSING" }, { "idempotency-key": randomUUID() }),
  );
  expect(count(asked, ({ status }) => status === 201)).toBe(1);
  expect(count(asked, ({ status, body }) => status === 409 && body.code === "TOPUP_IN_PROGRESS")).toBe(CALLERS - 1);
  const won = asked.find(({ status }) => status === 201)?.body as Topup;
  // Everybody who lost is led to the winner's record.
  expect(asked.every(({ body }) => JSON.stringify(body).includes(won.id))).toBe(true);

  const decision = { decision: "approve", note: "checked", factsHash: won.factsHash };
  const own = await maker.post<Problem>(`/api/v1/topups/${won.id}/approval`, decision);
  expect([own.status, own.body.code]).toEqual([403, "SAME_ACTOR"]);
  const decided = await many(() => checker.post<Topup & Problem>(`/api/v1/topups/${won.id}/approval`, decision));
  expect(count(decided, ({ status }) => status === 200)).toBe(1);
  expect(count(decided, ({ body }) => body.code === "ALREADY_DECIDED")).toBe(CALLERS - 1);

  const late = await maker.post<Problem>(path, { reasonCode: "CB_MISSING" }, { "idempotency-key": randomUUID() });
  expect([late.status, late.body.code]).toEqual([409, "ALREADY_CREDITED"]);
  const trace = await maker.get<{ money: object }>(`/api/v1/orders/${order.orderNo}/trace`);
  expect(trace.body.money).toEqual({
    paidFen: order.product.priceFen,
    creditedFen: order.product.priceFen,
    refundedFen: 0,
  });
});

test("a request that is repeated under its key gets the stored answer, and only that", async () => {
  const order = await buy("CB_MISSING", { url: installation.url, secret: installation.webhookSecret });
  const api = new Api(installation.url, installation.apiKey("repeater"));
  const path = `/api/v1/orders/${order.orderNo}/topups`;
  const key = { "idempotency-key": randomUUID() };
  const answers = await many(() => api.post<Topup>(path, { reasonCode: "CB_MISSING" }, key));
  expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(201);
  expect(count(answers, ({ headers }) => headers.get("idempotency-replayed") === "true")).toBe(CALLERS - 1);
  const other = await api.post<Problem>(path, { reasonCode: "GOODWILL" }, key);
  expect([other.status, other.body.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
});

test("the ledger balances and the audit log holds", () => {
  expect(installation.admin(["ledger", "check"])).toMatchObject({ code: 0 });
  expect(installation.admin(["audit", "verify"])).toMatchObject({ code: 0 });
});
