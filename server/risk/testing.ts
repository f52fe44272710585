import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import type { PrecheckFacts } from "./rules/judge.ts";
import type { RiskSignals } from "./rules/signals.ts";

/** For tests: purchases and people about whom nothing speaks, to be changed where a test wants it. */

export const NOW = new Date("2026-11-02T04:00:00Z");
export const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);

export const quietSignals: RiskSignals = {
  customerId: "C1",
  amountFen: 20_000,
  verified: true,
  registeredAt: new Date("2025-01-01T00:00:00Z"),
  firstPurchaseDone: true,
  orders: [],
  paidFens: [],
  paidTodayFen: 0,
  newDevice: null,
  newPlace: null,
  onDevice: null,
  atAddress: null,
  withCoupon: null,
  payerLinked: null,
  payer: null,
  fundsSource: null,
  score: 60,
  limits: { singleFen: 1_000_000, dailyFen: 1_000_000, singleBy: "score", dailyBy: "score" },
};

export const channel = {
  code: "alipay",
  status: "up" as const,
  methods: [],
  singleLimitFen: null,
  dailyLimitFen: null,
  paidTodayFen: 0,
  merchantCapped: false,
};
export const quietFacts: PrecheckFacts = {
  now: NOW,
  amountFen: 20_000,
  channel,
  channels: [channel, { ...channel, code: "wechatpay" }],
  method: null,
  product: null,
  target: null,
  coupons: [],
  hard: { singleFen: null, dailyFen: null },
  customer: {
    frozen: false,
    sessionValid: true,
    firstPurchaseDone: true,
    singleLimitFen: null,
    dailyLimitFen: null,
    paidTodayFen: 0,
  },
  earlier: { unresolved: null, unpaidTwin: null, runningTwin: null },
  risk: null,
};

/** Somebody of the staff, at {@link NOW} or at another time. */
export const staff = (id: string, role: StaffRole, now: Date = NOW): Ctx => ({
  actor: { kind: "staff", id, name: id, role, freshUntil: ALWAYS },
  clock: fixedClock(now),
});
/** A platform's server with its key. */
export const apiKey = (now: Date = NOW): Ctx => ({
  actor: { kind: "apiKey", id: "key1", name: "shop", scopes: ["diagnosis:write"] },
  clock: fixedClock(now),
});
