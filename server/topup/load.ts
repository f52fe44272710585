import { and, eq, inArray, ne, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { claims, payments, refunds, topups } from "#db/schema/index.ts";
import { canonicalJson } from "#server/audit/index.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { loadCase, type OrderCase } from "#server/orders/index.ts";
import type { GateInput, OwnRefund } from "./checks.ts";
import { loadTruths } from "./load-truth.ts";
import { paidPayments } from "./money.ts";
import { loadPolicy } from "./policy.ts";
import { evaluateGate, type GateVerdict } from "./rules.ts";
import type { TopupState } from "./schemas.ts";

export type TopupRow = typeof topups.$inferSelect;

/** States in which a top-up holds its order. */
export const liveStates = ["pending_approval", "executing", "unknown"] as const satisfies readonly TopupState[];

/** What of an order both gates look at, beside its case. */
export type Surroundings = {
  live: TopupRow | null;
  claims: { key: string; holderId: string }[];
  refunds: OwnRefund[];
  shared: { paymentNo: string; orderNo: string }[];
  truths: GateInput["truths"];
};

/** A gate's verdict with what was read for it. */
export type Judged = GateVerdict & { case: OrderCase | undefined; factsHash: string } & Surroundings;

/**
 * Reads what both gates look at.
 * @param except the top-up or refund that is being decided: it does not stand in its own way
 */
export async function loadSurroundings(
  reader: Db,
  orderNo: string,
  orderCase: OrderCase | undefined,
  except?: string,
): Promise<Surroundings> {
  return {
    live: await liveTopup(reader, orderNo, except),
    claims: await reader
      .select({ key: claims.key, holderId: claims.holderId })
      .from(claims)
      .where(eq(claims.orderNo, orderNo)),
    refunds: await ownRefunds(reader, orderNo, except),
    shared: orderCase ? await sharedPayments(reader, orderCase) : [],
    truths: orderCase ? await loadTruths(reader, orderCase) : [],
  };
}

/** Refunds of an order that wait, run, may have been made, or were made. */
async function ownRefunds(reader: Db, orderNo: string, except: string | undefined): Promise<OwnRefund[]> {
  return reader
    .select({ id: refunds.id, outTradeNo: refunds.outTradeNo, amountFen: refunds.amountFen, state: refunds.state })
    .from(refunds)
    .where(
      and(
        eq(refunds.orderNo, orderNo),
        inArray(refunds.state, [...liveStates, "succeeded"]),
        except === undefined ? undefined : ne(refunds.id, except),
      ),
    )
    .orderBy(refunds.requestedAt, refunds.id);
}

/**
 * Reads all the gate needs and judges.
 * @param reader the transaction that will act on the verdict, or `db` to show it
 * @param except the top-up that is being decided: it does not stand in its own way
 */
export async function judge(
  reader: Db,
  input: Pick<GateInput, "request" | "now"> & { orderNo: string; except?: string; approvedBy?: string },
): Promise<Judged> {
  const orderCase = await loadCase(reader, input.orderNo);
  const around = await loadSurroundings(reader, input.orderNo, orderCase, input.except);
  const verdict = evaluateGate({
    ...around,
    case: orderCase,
    request: input.request,
    now: input.now,
    live: around.live && { id: around.live.id, state: around.live.state },
    policy: await loadPolicy(reader),
    ...(input.approvedBy !== undefined && { approvedBy: input.approvedBy }),
  });
  return { ...verdict, ...around, case: orderCase, factsHash: sha256Hex(canonicalJson(verdict.facts)) };
}

async function liveTopup(reader: Db, orderNo: string, except: string | undefined): Promise<TopupRow | null> {
  const [row] = await reader
    .select()
    .from(topups)
    .where(
      and(
        eq(topups.orderNo, orderNo),
        inArray(topups.state, [...liveStates]),
        except === undefined ? undefined : ne(topups.id, except),
      ),
    );
  return row ?? null;
}

/** Payments that took money and that another order claims under the same number, the shop's or the gateway's. */
async function sharedPayments(reader: Db, orderCase: OrderCase): Promise<{ paymentNo: string; orderNo: string }[]> {
  const paid = paidPayments(orderCase);
  if (paid.length === 0) return [];
  const outTradeNos = paid.map((row) => row.outTradeNo);
  const gatewayTradeNos = paid.flatMap((row) => (row.gatewayTradeNo ? [row.gatewayTradeNo] : []));
  return reader
    .select({ paymentNo: payments.outTradeNo, orderNo: payments.orderNo })
    .from(payments)
    .where(
      and(
        ne(payments.orderNo, orderCase.order.orderNo),
        or(
          inArray(payments.outTradeNo, outTradeNos),
          gatewayTradeNos.length > 0 ? inArray(payments.gatewayTradeNo, gatewayTradeNos) : undefined,
        ),
      ),
    )
    .orderBy(payments.orderNo)
    .limit(5);
}
