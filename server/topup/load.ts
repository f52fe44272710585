import { and, eq, inArray, ne, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { claims, payments, topups } from "#db/schema/index.ts";
import { canonicalJson } from "#server/audit/index.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { loadCase, type OrderCase } from "#server/orders/index.ts";
import type { GateInput } from "./checks.ts";
import { paidPayments } from "./money.ts";
import { loadPolicy } from "./policy.ts";
import { evaluateGate, type GateVerdict } from "./rules.ts";
import type { TopupState } from "./schemas.ts";

export type TopupRow = typeof topups.$inferSelect;

/** States in which a top-up holds its order. */
export const liveStates = ["pending_approval", "executing", "unknown"] as const satisfies readonly TopupState[];

/** A gate's verdict with what was read for it. */
export type Judged = GateVerdict & { case: OrderCase | undefined; factsHash: string; live: TopupRow | null };

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
  const live = await liveTopup(reader, input.orderNo, input.except);
  const verdict = evaluateGate({
    case: orderCase,
    request: input.request,
    now: input.now,
    live: live && { id: live.id, state: live.state },
    claims: await reader
      .select({ key: claims.key, holderId: claims.holderId })
      .from(claims)
      .where(eq(claims.orderNo, input.orderNo)),
    shared: orderCase ? await sharedPayments(reader, orderCase) : [],
    // No channel has a query adapter yet, so no payment is confirmed by its gateway and a second person is always asked.
    confirmed: [],
    policy: await loadPolicy(reader),
    ...(input.approvedBy !== undefined && { approvedBy: input.approvedBy }),
  });
  return { ...verdict, case: orderCase, live, factsHash: sha256Hex(canonicalJson(verdict.facts)) };
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
