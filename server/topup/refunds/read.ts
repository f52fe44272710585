import { and, desc, eq, lt, or } from "drizzle-orm";
import { refunds } from "#db/schema/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { prepareMoney } from "../prepare.ts";
import { authorizeReading, readCursor, writeCursor } from "../read.ts";
import {
  type ReasonCode,
  type Refund,
  type RefundListInput,
  type RefundPreview,
  refundListSchema,
} from "../schemas.ts";
import { judgeRefund } from "./load.ts";
import { refundView } from "./view.ts";

/** A panel that opens does not wait as long as a request that moves money. */
const PREVIEW_TIMEOUT_MS = 3 * SECOND_MS;

/**
 * The gate before a refund as it stands now. Writes nothing. Outside a transaction it asks the gateways first, for a short while.
 * @throws DomainError 403 FORBIDDEN, 404 ORDER_NOT_FOUND
 */
export async function previewRefund(args: {
  ctx: Ctx;
  input: {
    orderNo: string;
    paymentNo?: string | undefined;
    amountFen?: number | undefined;
    reasonCode?: ReasonCode | undefined;
    note?: string;
  };
}): Promise<RefundPreview> {
  const { ctx } = args;
  const reader = authorizeReading(ctx);
  const { orderNo, ...request } = args.input;
  if (!ctx.tx) await prepareMoney({ ctx, orderNo, timeoutMs: PREVIEW_TIMEOUT_MS });
  const judged = await judgeRefund(reader, { orderNo, request, now: ctx.clock.now() });
  if (!judged.case) throw notFound("ORDER", { details: { orderNo } });
  const optional = ["reason", "second_person"];
  return {
    orderNo,
    gate: judged.gate,
    possible: judged.gate.every((entry) => entry.ok || optional.includes(entry.check)),
    secondPersonReasons: judged.secondPersonReasons,
    paymentNo: judged.payment?.outTradeNo ?? null,
    amountFen: judged.amountFen,
    refundableFen: judged.refundableFen,
    route: judged.route,
    factsHash: judged.factsHash,
    payments: judged.payments.map(({ outTradeNo, gatewayTradeNo: _theirs, paidAt, ...payment }) => ({
      ...payment,
      paymentNo: outTradeNo,
      paidAt: paidAt?.toISOString() ?? null,
    })),
    live: judged.other && refundView(judged.other),
  };
}

/** One refund. @throws DomainError 403 FORBIDDEN, 404 REFUND_NOT_FOUND */
export async function getRefund(args: { ctx: Ctx; input: { id: string } }): Promise<Refund> {
  const reader = authorizeReading(args.ctx);
  const [row] = await reader.select().from(refunds).where(eq(refunds.id, args.input.id));
  if (!row) throw notFound("REFUND");
  return refundView(row);
}

/**
 * Refunds, newest request first, a page at a time.
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR; ZodError on bad input
 */
export async function listRefunds(args: {
  ctx: Ctx;
  input: RefundListInput;
}): Promise<{ items: Refund[]; nextCursor: string | null }> {
  const reader = authorizeReading(args.ctx);
  const { state, orderNo, limit, cursor } = refundListSchema.parse(args.input);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const rows = await reader
    .select()
    .from(refunds)
    .where(
      and(
        state && eq(refunds.state, state),
        orderNo === undefined ? undefined : eq(refunds.orderNo, orderNo),
        after &&
          or(lt(refunds.requestedAt, after.at), and(eq(refunds.requestedAt, after.at), lt(refunds.id, after.id))),
      ),
    )
    .orderBy(desc(refunds.requestedAt), desc(refunds.id))
    .limit(limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit).map(refundView), nextCursor: last ? writeCursor(last) : null };
}
