import { and, desc, eq, gte, inArray, lt, lte, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { customers, gatewayComplaints, orders, riskFlags, riskSightings } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { evaluateRisk, type RiskResult } from "./rules/evaluate.ts";
import { Replay } from "./rules/replay.ts";
import { type DryRun, type DryRunCount, type RuleSet, riskEffects } from "./schemas.ts";

/** What rules would have done to the orders of the last 30 days, and what the platform's own reviews made of those orders. */

const LOOKED_AT_MS = 30 * DAY_MS;
/** So much before that is read as well, to know what was usual for whom. */
const BEFORE_MS = 60 * DAY_MS;
const PAGE = 500;
const MAX_ORDERS = 20_000;
const KEYS = 200;

type OrderRow = Pick<
  typeof orders.$inferSelect,
  "orderNo" | "customerId" | "amountFen" | "paidFen" | "paidAt" | "createdAt" | "status"
>;

/**
 * Replays the orders of the last 90 days in the order in which they were placed, and holds those of the last 30 against rules as
 * they would have looked when each was placed. Who somebody is (verified, registered when) is taken as it is known now.
 * @param reader read in pages, never more than the newest {@link MAX_ORDERS} orders
 */
export async function dryRun(reader: Db, rules: RuleSet, now: Date): Promise<DryRun> {
  const from = new Date(now.getTime() - LOOKED_AT_MS);
  const { past, cut } = await ordersBefore(reader, now);
  const replay = new Replay(rules);
  const hit = new Map<string, RiskResult>();
  let looked = 0;
  for (let start = 0; start < past.length; start += PAGE) {
    const page = past.slice(start, start + PAGE);
    const known = await aboutPage(reader, page);
    for (const order of page) {
      const customer = known.customers.get(order.customerId) ?? null;
      const signals = replay.next(order, customer, known.seen.get(order.orderNo) ?? null);
      if (order.createdAt < from) continue;
      looked++;
      const result = evaluateRisk(rules, signals, order.createdAt);
      if (result.effect !== null) hit.set(order.orderNo, result);
    }
  }
  return {
    from: from.toISOString(),
    to: now.toISOString(),
    orders: looked,
    cut,
    ...(await counted(reader, rules, hit)),
  };
}

/** The newest orders of the time that is read, oldest first. */
async function ordersBefore(reader: Db, now: Date): Promise<{ past: OrderRow[]; cut: boolean }> {
  const since = new Date(now.getTime() - LOOKED_AT_MS - BEFORE_MS);
  const { orderNo, customerId, amountFen, paidFen, paidAt, createdAt, status } = orders;
  const past: OrderRow[] = [];
  while (past.length < MAX_ORDERS) {
    const last = past.at(-1);
    const page: OrderRow[] = await reader
      .select({ orderNo, customerId, amountFen, paidFen, paidAt, createdAt, status })
      .from(orders)
      .where(
        and(
          gte(createdAt, since),
          lte(createdAt, last?.createdAt ?? now),
          ...(last ? [or(lt(createdAt, last.createdAt), lt(orderNo, last.orderNo))] : []),
        ),
      )
      .orderBy(desc(createdAt), desc(orderNo))
      .limit(PAGE);
    past.push(...page);
    if (page.length < PAGE) return { past: past.reverse(), cut: false };
  }
  return { past: past.reverse(), cut: true };
}

async function aboutPage(reader: Db, page: readonly OrderRow[]) {
  const who = new Map<string, typeof customers.$inferSelect>();
  const seen = new Map<string, typeof riskSightings.$inferSelect>();
  for (const ids of chunksOf([...new Set(page.map(({ customerId }) => customerId))])) {
    const rows = await reader.select().from(customers).where(inArray(customers.id, ids));
    for (const row of rows) who.set(row.id, row);
  }
  for (const nos of chunksOf(page.map(({ orderNo }) => orderNo))) {
    const rows = await reader.select().from(riskSightings).where(inArray(riskSightings.orderNo, nos));
    for (const row of rows) seen.set(row.orderNo, row);
  }
  return { customers: who, seen };
}

function* chunksOf(items: readonly string[]): Generator<string[]> {
  for (let start = 0; start < items.length; start += KEYS) yield items.slice(start, start + KEYS);
}

async function counted(reader: Db, rules: RuleSet, hit: ReadonlyMap<string, RiskResult>) {
  const verdicts = await verdictsOf(reader, [...hit.keys()]);
  const total = new Count();
  const byRule = new Map(rules.rules.map(({ id }) => [id, new Count()]));
  const byEffect = Object.fromEntries(riskEffects.map((effect) => [effect, 0])) as DryRun["byEffect"];
  for (const [orderNo, { hits, effect }] of hit) {
    const verdict = verdicts.get(orderNo) ?? { cleared: false, upheld: false, complained: false };
    total.add(verdict);
    if (effect) byEffect[effect] += 1;
    for (const one of hits) if (one.effect !== null) byRule.get(one.rule.id)?.add(verdict);
  }
  return {
    total: total.view(),
    byRule: Object.fromEntries([...byRule].map(([id, count]) => [id, count.view()])),
    byEffect,
  };
}

type Verdict = { cleared: boolean; upheld: boolean; complained: boolean };

async function verdictsOf(reader: Db, orderNos: readonly string[]): Promise<Map<string, Verdict>> {
  const found = new Map<string, Verdict>(
    orderNos.map((no) => [no, { cleared: false, upheld: false, complained: false }]),
  );
  for (const nos of chunksOf(orderNos)) {
    const flags = await reader
      .select({ orderNo: riskFlags.orderNo, state: riskFlags.state })
      .from(riskFlags)
      .where(and(inArray(riskFlags.orderNo, nos), eq(riskFlags.side, "platform")));
    for (const { orderNo, state } of flags) {
      const verdict = found.get(orderNo ?? "");
      if (verdict && state === "upheld") verdict.upheld = true;
      if (verdict && state === "cleared") verdict.cleared = true;
    }
    const complaints = await reader
      .select({ orderNo: gatewayComplaints.orderNo })
      .from(gatewayComplaints)
      .where(inArray(gatewayComplaints.orderNo, nos));
    for (const { orderNo } of complaints) {
      const verdict = found.get(orderNo ?? "");
      if (verdict) verdict.complained = true;
    }
  }
  return found;
}

class Count {
  private readonly sums = { hits: 0, cleared: 0, upheld: 0, complained: 0 };

  /** An order with a confirmed flag is confirmed, whatever else was cleared. */
  add({ cleared, upheld, complained }: Verdict): void {
    this.sums.hits += 1;
    if (upheld) this.sums.upheld += 1;
    else if (cleared) this.sums.cleared += 1;
    if (complained) this.sums.complained += 1;
  }

  view(): DryRunCount {
    const { upheld, cleared } = this.sums;
    const decided = upheld + cleared;
    return { ...this.sums, precision: decided === 0 ? null : Math.round((upheld / decided) * 1_000) / 1_000 };
  }
}
