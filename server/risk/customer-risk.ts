import { eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { orders } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { masked } from "#server/core/mask.ts";
import { correctionsOf } from "./corrections.ts";
import { type RiskRecord, readRecord } from "./profile.ts";
import { readWallet } from "./read-purchase.ts";
import { readSignals } from "./read-signals.ts";
import { evaluateRisk } from "./rules/evaluate.ts";
import type { CreditView, CustomerRisk, RiskProfile } from "./schemas.ts";

/** What a payment of somebody without orders is tried with. */
const USUAL_FEN = 10_000;

/**
 * Everything about somebody's risk, for staff: score, limits, corrections, and which rules a payment of theirs would meet now, and
 * why.
 * @param input.amountFen the payment to try; by default as large as their last order
 * @throws DomainError 403 FORBIDDEN
 */
export async function customerRisk(args: {
  ctx: Ctx;
  input: { customerId: string; amountFen?: number | undefined };
}): Promise<CustomerRisk> {
  const ctx = authorize(args.ctx, "trace:read");
  const { customerId } = args.input;
  const now = ctx.clock.now();
  const record = await readRecord(db, customerId, now);
  const wallet = await readWallet(db, record.history, now);
  const amountFen = args.input.amountFen ?? record.history[0]?.amountFen ?? USUAL_FEN;
  const purchase = { amountFen, orderNo: null, circumstances: {} };
  const signals = await readSignals(db, record, purchase, wallet.paidTodayFen, now);
  const { hits, effect } = evaluateRisk(record.rules, signals, now);
  const corrections = await correctionsOf(db, customerId, now);
  return masked(ctx, {
    ...record.profile,
    known: record.customer !== null || record.history.length > 0 || corrections.length > 0,
    tried: {
      amountFen,
      effect,
      hits: hits.map(({ rule, measured, effect: felt }) => ({
        id: rule.id,
        name: rule.name,
        family: rule.family,
        signal: rule.signal,
        threshold: rule.threshold,
        measured,
        effect: rule.effect,
        softenedTo: felt,
      })),
    },
    paidTodayFen: wallet.paidTodayFen,
    orders: record.history.length,
    lastOrderAt: record.history[0]?.createdAt.toISOString() ?? null,
    corrections,
  });
}

/**
 * What somebody may know of their own score and limits: how it comes about, and what would raise it.
 * @param input.orderNo an order that was proven to be theirs; the caller vouches for it
 * @returns null when there is no such order
 */
export async function ownerCredit(args: {
  now: Date;
  input: { orderNo: string };
}): Promise<(CreditView & { customerId: string }) | null> {
  const [order] = await db
    .select({ customerId: orders.customerId })
    .from(orders)
    .where(eq(orders.orderNo, args.input.orderNo));
  if (!order) return null;
  const record = await readRecord(db, order.customerId, args.now);
  const { paidTodayFen } = await readWallet(db, record.history, args.now);
  return creditView(record, paidTodayFen);
}

function creditView({ profile }: RiskRecord, paidTodayFen: number): CreditView & { customerId: string } {
  return { ...profile, paidTodayFen, raisedBy: raisedBy(profile) };
}

/** The parts that somebody could still earn, by what they do themselves. */
function raisedBy({ parts }: RiskProfile): CreditView["raisedBy"] {
  return parts.flatMap(({ part, points, most }) => (part !== "base" && most > 0 && points < most ? [part] : []));
}
