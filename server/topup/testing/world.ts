import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { db, transact } from "#db/client.ts";
import { claims, ledgerEntries, ledgerPostings, moneyItems, outbox, refunds, topups } from "#db/schema/index.ts";
import { gatewaySandbox, type ListeningSandbox, type SandboxKind } from "#e2e/sandbox/gateways/index.ts";
import { channelKind } from "#e2e/sandbox/gateways/types.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { saveChannel } from "#server/channels/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { systemContext } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { receiveCallback } from "#server/payments/index.ts";
import { followMoney } from "../follow/follow-money.ts";
import { checkLedger, decideRefund, decideTopup, requestRefund, requestTopup } from "../index.ts";

/** For tests: orders paid at gateways that answer over real HTTP, and people who move their money. */

let offsetMs = 0;
/** Real time, and how far it was moved on: signatures of gateways are dated. */
export const clock = { now: () => new Date(Date.now() + offsetMs) };
export const pass = (ms: number): void => {
  offsetMs += ms;
};
export const person = (id: string, role: StaffRole = "agent"): Ctx => ({
  actor: { kind: "staff", id, name: id, role, freshUntil: ALWAYS },
  clock,
});
export const job = (): Ctx => systemContext("test", clock);

let sandbox: ListeningSandbox;
let channels = 0;
export const gateways = (): ListeningSandbox => sandbox;

type Hooks = Record<"beforeAll" | "beforeEach" | "afterEach" | "afterAll", (fn: () => Promise<void>) => void>;

/** Sandbox gateways for every test of a file, without a payment at the start of each. */
export function withGateways(hooks: Hooks): void {
  hooks.beforeAll(async () => {
    sandbox = await gatewaySandbox();
  });
  hooks.beforeEach(async () => {
    offsetMs = 0;
    sandbox.reset();
    overrideEnv({ ALLOW_PRIVATE_URLS: true });
  });
  hooks.afterEach(async () => overrideEnv());
  hooks.afterAll(() => sandbox.close());
}

/** Sets a channel up at a sandbox gateway. Each has a name of its own, and so a circuit breaker of its own. */
export async function channelAt(kind: SandboxKind = "alipay"): Promise<string> {
  const channel = `${kind}-${++channels}`;
  await saveChannel({
    ctx: systemContext("test", clock),
    input: {
      channel,
      kind: channelKind(kind),
      label: "支付宝",
      methods: ["app"],
      priority: 1,
      enabled: true,
      config: sandbox.config(kind),
    } as never,
  });
  return channel;
}

const at = (ms: number) => new Date(clock.now().getTime() + ms).toISOString();
export type Paid = {
  kind?: SandboxKind;
  channel?: string;
  orderFen?: number;
  paidFen?: number;
  outTradeNo?: string;
  /** The platform says so too. */
  told?: boolean;
};

/** An order that was paid at a gateway an hour ago, of which the platform heard nothing more. @returns its channel */
export async function paidOrder(orderNo = "O1", paid: Paid = {}): Promise<string> {
  const { orderFen = 20_000, paidFen = orderFen } = paid;
  await send(
    [orderCreated(orderNo, at(-3_700_000), { amountFen: orderFen, faceValueFen: orderFen })],
    clock.now().toISOString(),
  );
  return payFor(orderNo, { ...paid, paidFen });
}

/** A payment of an order. @returns its channel */
export async function payFor(orderNo: string, paid: Paid & { paidFen: number }): Promise<string> {
  const { kind = "alipay", channel = await channelAt(kind), paidFen, outTradeNo = `P${orderNo}`, told } = paid;
  const about = { orderNo, outTradeNo, amountFen: paidFen };
  await send(
    [
      event("topup.payment.attempted", at(-3_650_000), { ...about, channel, method: "app" }),
      ...(told ? [event("topup.payment.succeeded", at(-3_600_000), about)] : []),
    ],
    clock.now().toISOString(),
  );
  sandbox.pay(outTradeNo, { kind, amountFen: paidFen, at: new Date(clock.now().getTime() - 3_600_000) });
  return channel;
}

/** A callback of a sandbox gateway arrives. @returns what we answered */
export async function callbackOf(
  outTradeNo: string,
  channel: string,
  options: Parameters<ListeningSandbox["callback"]>[1] = {},
): Promise<{ status: number; body: string }> {
  const { kind } = sandbox.payment(outTradeNo, options.kind);
  const raw = sandbox.callback(outTradeNo, options);
  const gateway = channelKind(kind);
  const answer = await receiveCallback({
    ctx: { actor: { kind: "gateway", id: `gateway:${channel}`, name: channel }, clock },
    input: { channel, kind: gateway, remoteAddress: "192.0.2.1", request: raw },
  });
  return { status: answer.status, body: answer.body };
}

export const credit = (by: string, orderNo = "O1", extra: Record<string, unknown> = {}) =>
  requestTopup({ ctx: person(by), input: { orderNo, reasonCode: "CB_MISSING", ...extra } });
export const refund = (by: string, orderNo = "O1", extra: Record<string, unknown> = {}) =>
  requestRefund({ ctx: person(by), input: { orderNo, reasonCode: "CUSTOMER_REQUEST", ...extra } });
type Asked = { id: string; factsHash: string };
const yes = ({ id, factsHash }: Asked) => ({ id, decision: "approve" as const, note: "checked", factsHash });
export const approveCredit = (by: string, asked: Asked) => decideTopup({ ctx: person(by, "lead"), input: yes(asked) });
export const approveRefund = (by: string, asked: Asked) => decideRefund({ ctx: person(by, "lead"), input: yes(asked) });

/** Runs the consumer of money's events; consumers leave the newest two seconds alone. */
export async function follow(): Promise<void> {
  await transact(async (tx) => {
    const rows = await tx.select().from(outbox);
    await tx.delete(outbox);
    const old = new Date(Date.now() - 60_000);
    if (rows.length > 0) await tx.insert(outbox).values(rows.map((row) => ({ ...row, id: newId(old) })));
  });
  await followMoney(job());
}

export const entriesOf = (orderNo = "O1") =>
  db.select().from(ledgerEntries).where(eq(ledgerEntries.orderNo, orderNo)).orderBy(ledgerEntries.id);
export const itemsOf = (orderNo = "O1") => db.select().from(moneyItems).where(eq(moneyItems.orderNo, orderNo));
export const refundsOf = (orderNo = "O1") => db.select().from(refunds).where(eq(refunds.orderNo, orderNo));
export const topupsOf = (orderNo = "O1") => db.select().from(topups).where(eq(topups.orderNo, orderNo));
export const claimsOf = async (orderNo = "O1") =>
  (await db.select().from(claims).where(eq(claims.orderNo, orderNo))).map((claim) => claim.key).sort();

/** What every account holds; accounts at zero are left out. */
export async function balances(): Promise<Record<string, number>> {
  const held: Record<string, number> = {};
  for (const { account, amountFen } of await db.select().from(ledgerPostings)) {
    held[account] = (held[account] ?? 0) + amountFen;
  }
  return Object.fromEntries(Object.entries(held).filter(([, fen]) => fen !== 0));
}

/** Books and audit hold, whatever happened. */
export async function expectWhole(): Promise<void> {
  expect((await checkLedger()).broken).toEqual([]);
  expect((await verifyAudit()).broken).toEqual([]);
}

/** These kinds of entries are in the books of an order, and no others; books and audit hold. */
export async function expectBooked(kinds: string[], orderNo = "O1"): Promise<void> {
  expect((await entriesOf(orderNo)).map((entry) => entry.kind)).toEqual(kinds);
  await expectWhole();
}

/** How often the gateway made a refund of a payment; failed ones do not count. */
export const returnedFen = (outTradeNo = "PO1"): number =>
  sandbox
    .payment(outTradeNo)
    .refunds.filter((made) => made.state !== "failed")
    .reduce((sum, made) => sum + made.amountFen, 0);
