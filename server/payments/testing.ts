import { transact } from "#db/client.ts";
import { channelSettings } from "#db/schema/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { type CallbackNotice, type Gateway, GatewayError, type GatewayPayment } from "#server/gateways/index.ts";
import type { GatewayErrorCode, GatewayKind } from "#server/gateways/schemas.ts";
import { overrideGateways } from "./gateways.ts";
import { receiveCallback } from "./receive-callback.ts";

/** For tests: gateways that live in memory, and callbacks of theirs. */

export type FakeGateway = Gateway & {
  /** What it says of payments when asked; of others it says that there are none. */
  payments: Map<string, Partial<GatewayPayment>>;
  /** What it fails with when asked. */
  failure: GatewayErrorCode | null;
  /** The numbers that it was asked about. */
  asked: string[];
  /** What it waits for before it answers. */
  gate: Promise<void> | null;
};

const missing: GatewayPayment = {
  state: "missing",
  amountFen: null,
  refundedFen: 0,
  gatewayTradeNo: null,
  paidAt: null,
  ours: true,
};

/** A gateway whose callbacks are JSON and good when their `sign` is. */
export function fakeGateway(kind: GatewayKind = "alipay"): FakeGateway {
  const fake: FakeGateway = {
    kind,
    refundsRepeatable: true,
    payments: new Map(),
    failure: null,
    asked: [],
    gate: null,
    verifyCallback(request) {
      const said = readJson(request.body.toString("utf8"));
      if (!said) return { ok: false, fault: "MALFORMED", claimed: null };
      if (said.sign !== "good") return { ok: false, fault: "BAD_SIGNATURE", claimed: said.notice.outTradeNo };
      return { ok: true, notice: { ...said.notice, at: said.notice.at && new Date(said.notice.at) } };
    },
    answer: (taken) => ({ status: taken ? 200 : 400, contentType: "text/plain", body: taken ? "success" : "fail" }),
    async query(outTradeNo) {
      fake.asked.push(outTradeNo);
      await fake.gate;
      if (fake.failure) throw new GatewayError(fake.failure, "as the test wants it", { sent: false });
      const known = fake.payments.get(outTradeNo);
      return known ? { ...missing, state: "paid", amountFen: 20_000, ...known } : missing;
    },
    refund: () => Promise.reject(new Error("not of these tests")),
    queryRefund: () => Promise.reject(new Error("not of these tests")),
    fetchBill: () => Promise.reject(new Error("not of these tests")),
  };
  return fake;
}

function readJson(text: string): { sign: string; notice: CallbackNotice } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sets channels up, each with a gateway in memory. */
export async function setUpChannels(
  gateways: Record<string, FakeGateway>,
  setting: Partial<typeof channelSettings.$inferInsert> = {},
): Promise<void> {
  overrideGateways(new Map(Object.entries(gateways)));
  const rows = Object.entries(gateways).map(([channel, { kind }]) => ({
    channel,
    kind,
    label: channel,
    methods: ["app"],
    priority: 1,
    enabled: true,
    policy: "assist" as const,
    autoLimitFen: 50_000,
    config: {},
    secrets: "",
    relayUrl: null,
    version: 1,
    updatedAt: new Date("2026-11-01T00:00:00Z"),
    ...setting,
  }));
  await transact((tx) => tx.insert(channelSettings).values(rows));
}

/** A notice of a payment of ¥200, as a gateway means it. */
export const notice = (over: Partial<CallbackNotice> = {}): CallbackNotice => ({
  event: "paid",
  notifyId: "N1",
  outTradeNo: "P1",
  gatewayTradeNo: "G1",
  amountFen: 20_000,
  refundFen: null,
  outRefundNo: null,
  refundedTotalFen: null,
  at: new Date("2026-11-01T00:01:00Z"),
  ours: true,
  ...over,
});

type Sending = { channel?: string; kind?: GatewayKind; at?: string; sign?: string; raw?: Buffer; address?: string };

/** Sends a callback in, as the gateway would. */
export function callback(said: Partial<CallbackNotice> = {}, sending: Sending = {}) {
  const { channel = "alipay", kind = "alipay", at = "2026-11-01T00:02:00Z", sign = "good" } = sending;
  const body = sending.raw ?? Buffer.from(JSON.stringify({ sign, notice: notice(said) }));
  const actor = { kind: "gateway" as const, id: `gateway:${channel}`, name: channel };
  return receiveCallback({
    ctx: { actor, clock: fixedClock(at) },
    input: {
      channel,
      kind,
      remoteAddress: sending.address ?? "192.0.2.1",
      request: { method: "POST", query: "", headers: { "content-type": "application/json", cookie: "x" }, body },
    },
  });
}

/** The context of a job at a time of the tests' day. */
export const jobAt = (at: string): Ctx => systemContext("test", fixedClock(`2026-11-01T${at}Z`));
