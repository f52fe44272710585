import { and, eq, inArray, ne } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { channelSettings, refunds, topups } from "#db/schema/index.ts";
import { canonicalJson } from "#server/audit/index.ts";
import { env } from "#server/core/env.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { loadCase, type OrderCase } from "#server/orders/index.ts";
import { liveStates, loadSurroundings } from "../load.ts";
import { loadPolicy } from "../policy.ts";
import type { RefundRoute } from "../schemas.ts";
import { evaluateRefundGate, type RefundGateInput, type RefundVerdict } from "./rules.ts";

export type RefundRow = typeof refunds.$inferSelect;

/** A gate's verdict with what was read for it. */
export type JudgedRefund = RefundVerdict & {
  case: OrderCase | undefined;
  factsHash: string;
  /** The live top-up that stands in its way. */
  topupId: string | undefined;
  /** The payment's other live refund. */
  other: RefundRow | null;
};

/**
 * Reads all the gate before a refund needs and judges.
 * @param reader the transaction that will act on the verdict, or `db` to show it
 * @param except the refund that is being decided: it does not stand in its own way
 */
export async function judgeRefund(
  reader: Db,
  input: Pick<RefundGateInput, "request" | "now"> & { orderNo: string; except?: string; approvedBy?: string },
): Promise<JudgedRefund> {
  const { orderNo } = input;
  const orderCase = await loadCase(reader, orderNo);
  const around = await loadSurroundings(reader, orderNo, orderCase, input.except);
  const verdict = evaluateRefundGate({
    ...around,
    case: orderCase,
    request: input.request,
    now: input.now,
    live: around.live && { id: around.live.id, state: around.live.state },
    draws: await drawsOf(reader, orderNo),
    routes: orderCase ? await routesOf(reader, orderCase) : {},
    policy: await loadPolicy(reader),
    ...(input.approvedBy !== undefined && { approvedBy: input.approvedBy }),
  });
  return {
    ...verdict,
    case: orderCase,
    factsHash: sha256Hex(canonicalJson(verdict.facts)),
    topupId: around.live?.id ?? orderCase?.ledgerCredits[0]?.reference,
    other: verdict.payment ? await liveRefund(reader, verdict.payment.outTradeNo, input.except) : null,
  };
}

/** The refund of a payment that waits, runs, or of which nobody knows whether it was made. */
async function liveRefund(reader: Db, outTradeNo: string, except: string | undefined): Promise<RefundRow | null> {
  const [row] = await reader
    .select()
    .from(refunds)
    .where(
      and(
        eq(refunds.outTradeNo, outTradeNo),
        inArray(refunds.state, [...liveStates]),
        except === undefined ? undefined : ne(refunds.id, except),
      ),
    );
  return row ?? null;
}

/** What our own credits of an order took of its payments, or are taking. */
async function drawsOf(reader: Db, orderNo: string): Promise<{ outTradeNo: string; amountFen: number }[]> {
  const rows = await reader
    .select({ draws: topups.draws })
    .from(topups)
    .where(and(eq(topups.orderNo, orderNo), inArray(topups.state, ["executing", "unknown", "succeeded"])));
  return rows.flatMap((row) => row.draws ?? []);
}

/** How the payments of each channel go back: by its gateway, else by the platform, else by hand. */
async function routesOf(reader: Db, { payments }: OrderCase): Promise<Record<string, RefundRoute>> {
  const codes = [...new Set(payments.map((payment) => payment.channel ?? ""))];
  const other: RefundRoute = env().PLATFORM_URL === undefined ? "by_hand" : "platform";
  const open = await reader
    .select({ channel: channelSettings.channel })
    .from(channelSettings)
    .where(and(inArray(channelSettings.channel, codes), eq(channelSettings.enabled, true)));
  const gateways = new Set(open.map((row) => row.channel));
  return Object.fromEntries(codes.map((code) => [code, gateways.has(code) ? "gateway" : other]));
}
