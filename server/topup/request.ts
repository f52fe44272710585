import { eq } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { topups } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { carryTopup } from "./carry.ts";
import { execute } from "./execute.ts";
import { type Judged, judge, type TopupRow } from "./load.ts";
import { orderLock } from "./lock.ts";
import { prepareMoney } from "./prepare.ts";
import { refuse } from "./refuse.ts";
import { type Topup, type TopupRequest, topupRequestSchema } from "./schemas.ts";
import { isStale } from "./stale.ts";
import { tell } from "./tell.ts";
import { topupView } from "./view.ts";
import { voidTopup } from "./void.ts";

/**
 * Asks for an order to be credited by hand. When the gate lets it pass it is credited at once if one person is enough, and else
 * waits for a second one. Works in `ctx.tx` when there is one: then the caller serialises on {@link orderLock}, asks the gateways
 * before (`prepareMoney`), and after its transaction has what is `executing` carried out (`carryTopup`).
 * @param input.amountFen what to credit; by default all that is paid and neither credited nor refunded
 * @returns the top-up: `succeeded`, `pending_approval`, or with a platform to command also `executing`, `unknown` or `failed`
 * @throws DomainError 403 FORBIDDEN; 404 ORDER_NOT_FOUND; 409 ALREADY_CREDITED, REFUND_CLAIMED, TOPUP_IN_PROGRESS (details.topupId);
 *   422 GATE_FAILED, AMOUNT_TOO_HIGH (details.gate has the failed checks, details.fullGate all); ZodError on bad input
 */
export async function requestTopup(args: { ctx: Ctx; input: { orderNo: string } & TopupRequest }): Promise<Topup> {
  const ctx = authorize(args.ctx, "topups:request");
  const { orderNo } = args.input;
  const request = topupRequestSchema.parse(args.input);
  const unit = async (tx: Tx) => topupView(await place(tx, ctx, orderNo, request));
  if (ctx.tx) return translating(unit(ctx.tx), orderNo);
  await prepareMoney({ ctx, orderNo });
  const run = () => transact(unit, { serializeOn: orderLock(orderNo) });
  // Who lost a race to the unique index reads again, and then finds the winner.
  const made = await run().catch((error: unknown) => {
    if (isUniqueViolation(error)) return translating(run(), orderNo);
    throw error;
  });
  return carryTopup(ctx, made);
}

async function translating<T>(work: Promise<T>, orderNo: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw conflict("TOPUP_IN_PROGRESS", "Somebody else is crediting this order.", {
      details: { orderNo },
      cause: error,
    });
  }
}

async function place(tx: Tx, ctx: Ctx, orderNo: string, request: TopupRequest): Promise<TopupRow> {
  const now = ctx.clock.now();
  let judged = await judge(tx, { orderNo, request, now });
  if (judged.live && (await isStale(tx, judged.live, now))) {
    await voidTopup(tx, ctx, judged.live, "FACTS_CHANGED");
    judged = await judge(tx, { orderNo, request, now });
  }
  if (judged.blocking || !judged.case) throw refuse(judged, orderNo);
  const row = await insert(tx, ctx, judged, judged.case.order.customerId, orderNo, request);
  await appendAudit(tx, ctx, {
    action: "topup.requested",
    subject: `order:${orderNo}`,
    data: {
      topupId: row.id,
      amountFen: row.amountFen,
      reasonCode: row.reasonCode,
      ticketNumber: row.ticketNumber,
      factsHash: row.factsHash,
      secondPersonReasons: row.secondPersonReasons,
    },
  });
  await tell(tx, ctx, "topup.requested", row);
  if (row.secondPersonReasons.length > 0) return row;
  return execute(tx, ctx, row, judged);
}

async function insert(
  tx: Tx,
  ctx: Ctx,
  judged: Judged,
  customerId: string,
  orderNo: string,
  request: TopupRequest,
): Promise<TopupRow> {
  const requestedAt = ctx.clock.now();
  const id = newId();
  await tx.insert(topups).values({
    id,
    orderNo,
    ticketNumber: request.ticketNumber ?? null,
    customerId,
    amountFen: judged.amountFen,
    reasonCode: request.reasonCode,
    note: request.note ?? null,
    state: judged.secondPersonReasons.length > 0 ? "pending_approval" : "executing",
    gate: judged.gate,
    secondPersonReasons: judged.secondPersonReasons,
    factsHash: judged.factsHash,
    requestedByKind: ctx.actor.kind,
    requestedById: ctx.actor.id,
    requestedByName: ctx.actor.name,
    requestedAt,
  });
  const [row] = await tx.select().from(topups).where(eq(topups.id, id));
  if (!row) throw new Error("The top-up that was just written is not there");
  return row;
}
