import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, gatewayComplaints } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import {
  correctProfile,
  decideRules,
  listCorrections,
  listRuleSets,
  precheck,
  proposeRules,
  riskProfile,
  rulesInForce,
  tryRules,
  withdrawCorrection,
} from "./index.ts";
import { defaultRuleSet } from "./rules/default-set.ts";
import type { RuleSet } from "./schemas.ts";
import { apiKey, at, NOW, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const iso = (minutes: number) => at(minutes).toISOString();
const [mia, noa] = [staff("mia", "manager"), staff("noa", "manager")];
const withCap = (threshold: number): RuleSet => ({
  ...defaultRuleSet,
  rules: defaultRuleSet.rules.map((rule) => (rule.signal === "unverified_amount" ? { ...rule, threshold } : rule)),
});
const propose = (rules = withCap(5_000), basedOn = 0) =>
  proposeRules({ ctx: mia, input: { rules, note: "stricter", basedOn } });
const confirm = (set: { version: number; hash: string }, ctx = noa) =>
  decideRules({ ctx, input: { version: set.version, decision: "confirm", hash: set.hash } });
const verdict = async () => {
  const input = { customerId: "C1001", amountFen: 20_000, channel: "alipay", sku: "S" };
  return (await precheck({ ctx: apiKey(), input })).verdict;
};

describe("rules", () => {
  test("come into force when a second person confirms them, and not before", async () => {
    await send([event("topup.customer.updated", iso(-9), { customerId: "C1001", realNameVerified: false })]);
    expect(await rulesInForce(db)).toEqual({ version: 0, rules: defaultRuleSet });
    const set = await propose();
    expect(set).toMatchObject({ version: 1, state: "proposed", proposedBy: { id: "mia" }, dryRun: { orders: 0 } });
    expect(await verdict()).toBe("ok");
    await expect(confirm(set, mia)).rejects.toMatchObject({ status: 403, code: "SAME_ACTOR" });
    expect(await confirm(set)).toMatchObject({ state: "active", decidedByName: "noa" });
    expect(await verdict()).toBe("will_fail");
    await expect(confirm(set)).rejects.toMatchObject({ status: 409, code: "ALREADY_DECIDED" });
    const actions = (await db.select().from(auditLog).where(eq(auditLog.subject, "risk_rules:1"))).map(
      (row) => row.action,
    );
    expect(actions).toEqual(["risk_rules.proposed", "risk_rules.confirmed"]);
  });

  test("are kept by version, and go back by proposing an old one", async () => {
    await confirm(await propose());
    await confirm(await proposeRules({ ctx: noa, input: { rules: defaultRuleSet, note: "back", basedOn: 1 } }), mia);
    const { items, inForce } = await listRuleSets({ ctx: mia });
    expect(items.map(({ version, state }) => [version, state])).toEqual([
      [2, "active"],
      [1, "retired"],
      [0, "retired"],
    ]);
    expect(inForce).toBe(2);
  });

  test("are confirmed as they were seen, on the rules they were made from", async () => {
    const [first, second] = [await propose(), await propose(withCap(6_000))];
    await expect(confirm({ ...first, hash: "0".repeat(64) })).rejects.toMatchObject({ code: "FACTS_CHANGED" });
    await confirm(first);
    await expect(confirm(second)).rejects.toMatchObject({ status: 409, code: "VERSION_CONFLICT" });
    await expect(propose(withCap(7_000), 0)).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
    await expect(propose(withCap(5_000), 1)).rejects.toMatchObject({ code: "NOTHING_CHANGED" });
    const rejected = await decideRules({
      ctx: mia,
      input: { version: 2, decision: "reject", hash: second.hash, note: "old" },
    });
    expect(rejected).toMatchObject({ state: "rejected", decisionNote: "old" });
    await expect(confirm({ version: 9, hash: second.hash })).rejects.toMatchObject({ status: 404 });
  });

  test("of two who confirm at once, one does; of two sets, one is in force", async () => {
    const [a, b] = [await propose(), await propose(withCap(6_000))];
    const results = await Promise.allSettled([confirm(a), confirm(a, staff("pia", "admin")), confirm(b)]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { items } = await listRuleSets({ ctx: mia });
    expect(items.filter(({ state }) => state === "active")).toHaveLength(1);
  });

  test("are for managers, and must make sense", async () => {
    for (const role of ["agent", "lead"] as const) {
      await expect(listRuleSets({ ctx: staff("x", role) })).rejects.toMatchObject({ status: 403 });
      const input = { rules: withCap(1), note: "n", basedOn: 0 };
      await expect(proposeRules({ ctx: staff("x", role), input })).rejects.toMatchObject({ status: 403 });
    }
    const twice = { ...defaultRuleSet, rules: [...defaultRuleSet.rules, ...defaultRuleSet.rules] };
    await expect(propose(twice)).rejects.toThrow(/twice/);
    await expect(propose(withCap(0))).rejects.toThrow();
    await expect(propose(withCap(1.5))).rejects.toThrow();
  });
});

describe("a dry run", () => {
  test("says how many orders rules would have met, and what became of those", async () => {
    await send([event("topup.customer.updated", iso(-90_000), { customerId: "C1001", realNameVerified: false })]);
    const order = (no: string, minutes: number, amountFen: number) => orderCreated(no, iso(minutes), { amountFen });
    const flag = (orderNo: string, word: string) =>
      ["flagged", word].map((kind, n) =>
        event(`topup.risk.${kind}`, iso(-90 + n), { orderNo, customerId: "C1001", rule: "r", side: "platform" }),
      );
    await send([
      order("SMALL", -100, 4_000),
      order("UPHELD", -2_000, 20_000),
      order("CLEARED", -4_000, 20_000),
      order("PLAIN", -6_000, 20_000),
      order("OLD", -31 * 24 * 60, 20_000),
      ...flag("UPHELD", "upheld"),
      ...flag("CLEARED", "cleared"),
    ]);
    await transact((tx) => tx.insert(gatewayComplaints).values(complaint("PLAIN")));
    const report = await tryRules({ ctx: mia, input: { rules: withCap(5_000) } });
    expect(report).toMatchObject({ orders: 4, cut: false });
    expect(report.byRule.unverified).toEqual({ hits: 3, cleared: 1, upheld: 1, complained: 1, precision: 0.5 });
    expect(report.total).toEqual(report.byRule.unverified);
    expect(report.byEffect.cap).toBe(3);
    expect(report.byRule["large-orders"]).toEqual({ hits: 0, cleared: 0, upheld: 0, complained: 0, precision: null });
  });
  const complaint = (orderNo: string): typeof gatewayComplaints.$inferInsert => ({
    id: orderNo,
    channel: "alipay",
    complaintNo: orderNo,
    state: "pending",
    orderNo,
    text: "x",
    madeAt: NOW,
    receivedAt: NOW,
    raw: {},
  });

  test("sees each order as it was when it was placed", async () => {
    await send(
      [-8, -6, -4, -2, -1].map((minutes, n) =>
        orderCreated(`D${n}`, iso(minutes), { amountFen: 60_000, sku: `S${n}` }),
      ),
    );
    const report = await tryRules({ ctx: mia, input: { rules: defaultRuleSet } });
    // Only the fifth of them was the fifth.
    expect(report.byRule["large-orders"]?.hits).toBe(1);
  });
});

describe("a profile", () => {
  const completed = (n: number) => [
    orderCreated(`D${n}`, iso(-2_000 - n)),
    event("topup.order.status_changed", iso(-1_900), { orderNo: `D${n}`, status: "completed" }),
  ];
  const expiresAt = iso(60);
  const correct = (change: object, ctx = mia) =>
    correctProfile({
      ctx,
      input: {
        kind: "input",
        input: "upheldReviews",
        value: 0,
        customerId: "C1001",
        reason: "mistake",
        expiresAt,
        ...change,
      } as never,
    });

  test("counts what is on record, and a person may put it right for a time", async () => {
    await send([
      event("topup.customer.updated", iso(-9_000), {
        customerId: "C1001",
        realNameVerified: true,
        registeredAt: "2025-10-01T00:00:00Z",
      }),
      ...[1, 2, 3, 4, 5, 6].flatMap(completed),
      event("topup.risk.upheld", iso(-800), { orderNo: "D1", customerId: "C1001", rule: "r", side: "platform" }),
    ]);
    const before = await riskProfile(db, "C1001", NOW);
    expect(before).toMatchObject({ score: 50 + 15 + 10 + 6 - 15, limits: { singleBy: "score" } });
    const made = await correct({});
    expect(await riskProfile(db, "C1001", NOW)).toMatchObject({ score: 91 });
    expect(await riskProfile(db, "C1001", at(60))).toMatchObject({ score: before.score });
    await withdrawCorrection({ ctx: noa, input: { id: made.id } });
    await withdrawCorrection({ ctx: noa, input: { id: made.id } });
    expect(await riskProfile(db, "C1001", NOW)).toMatchObject({ score: before.score });
    expect(await listCorrections({ ctx: staff("a", "agent"), input: { customerId: "C1001" } })).toMatchObject([
      { state: "withdrawn", reason: "mistake", createdByName: "mia", withdrawnByName: "noa" },
    ]);
    const audits = await db.select().from(auditLog).where(eq(auditLog.subject, "customer:C1001"));
    expect(audits.map(({ action }) => action)).toEqual(["risk_profile.corrected", "risk_profile.correction_withdrawn"]);
  });

  test("has limits that a person may set, never above the platform's", async () => {
    await send([event("topup.customer.updated", iso(-9), { customerId: "C1001", singleLimitFen: 700_000 })]);
    await correct({ kind: "limits", singleFen: 900_000, dailyFen: 900_000 });
    expect((await riskProfile(db, "C1001", NOW)).limits).toEqual({
      singleFen: 700_000,
      dailyFen: 900_000,
      singleBy: "platform",
      dailyBy: "person",
    });
  });

  test("is corrected by managers, with a reason and an end", async () => {
    await expect(correct({}, staff("l", "lead"))).rejects.toMatchObject({ status: 403 });
    await expect(correct({ reason: "" })).rejects.toThrow();
    await expect(correct({ expiresAt: iso(-1) })).rejects.toMatchObject({ code: "BAD_EXPIRY" });
    await expect(correct({ expiresAt: iso(400 * 24 * 60) })).rejects.toMatchObject({ code: "BAD_EXPIRY" });
    await expect(correct({ input: "age" })).rejects.toThrow();
    await expect(withdrawCorrection({ ctx: mia, input: { id: "none" } })).rejects.toMatchObject({ status: 404 });
  });
});
