import { and, desc, eq, lt, or } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { topups } from "#db/schema/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import { type Ctx, may } from "#server/core/context.ts";
import { DomainError, forbidden, notFound } from "#server/core/errors.ts";
import type { Permission } from "#server/core/permissions.ts";
import { judge } from "./load.ts";
import { prepareMoney } from "./prepare.ts";
import { type ReasonCode, type Topup, type TopupListInput, type TopupPreview, topupListSchema } from "./schemas.ts";
import { topupView } from "./view.ts";

const readers: readonly Permission[] = [
  "topups:request",
  "topups:approve",
  "refunds:request",
  "tickets:read",
  "trace:read",
];

/** @returns what to read with @throws DomainError 403 FORBIDDEN */
export function authorizeReading(ctx: Ctx): Db {
  if (!readers.some((permission) => may(ctx.actor, permission))) {
    throw forbidden(`This needs one of the permissions ${readers.join(", ")}.`, { details: { permissions: readers } });
  }
  return ctx.tx ?? db;
}

/** A panel that opens does not wait as long as a request that moves money. */
const PREVIEW_TIMEOUT_MS = 3 * SECOND_MS;

/**
 * The gate as it stands now, for the money panel. Writes nothing. Outside a transaction it asks the gateways first, for a short
 * while.
 * @throws DomainError 403 FORBIDDEN, 404 ORDER_NOT_FOUND
 */
export async function previewTopup(args: {
  ctx: Ctx;
  input: { orderNo: string; amountFen?: number | undefined; reasonCode?: ReasonCode | undefined; note?: string };
}): Promise<TopupPreview> {
  const reader = authorizeReading(args.ctx);
  const { orderNo, ...request } = args.input;
  if (!args.ctx.tx) await prepareMoney({ ctx: args.ctx, orderNo, timeoutMs: PREVIEW_TIMEOUT_MS });
  const judged = await judge(reader, { orderNo, request, now: args.ctx.clock.now() });
  if (!judged.case) throw notFound("ORDER", { details: { orderNo } });
  const optional = ["reason", "second_person"];
  return {
    orderNo,
    gate: judged.gate,
    possible: judged.gate.every((entry) => entry.ok || optional.includes(entry.check)),
    secondPersonReasons: judged.secondPersonReasons,
    amountFen: judged.amountFen,
    creditableFen: judged.creditableFen,
    factsHash: judged.factsHash,
    live: judged.live && topupView(judged.live),
  };
}

/** One top-up. @throws DomainError 403 FORBIDDEN, 404 TOPUP_NOT_FOUND */
export async function getTopup(args: { ctx: Ctx; input: { id: string } }): Promise<Topup> {
  const reader = authorizeReading(args.ctx);
  const [row] = await reader.select().from(topups).where(eq(topups.id, args.input.id));
  if (!row) throw notFound("TOPUP");
  return topupView(row);
}

/**
 * Top-ups, newest request first, a page at a time.
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR; ZodError on bad input
 */
export async function listTopups(args: {
  ctx: Ctx;
  input: TopupListInput;
}): Promise<{ items: Topup[]; nextCursor: string | null }> {
  const reader = authorizeReading(args.ctx);
  const { state, orderNo, limit, cursor } = topupListSchema.parse(args.input);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const rows = await reader
    .select()
    .from(topups)
    .where(
      and(
        state && eq(topups.state, state),
        orderNo === undefined ? undefined : eq(topups.orderNo, orderNo),
        after && or(lt(topups.requestedAt, after.at), and(eq(topups.requestedAt, after.at), lt(topups.id, after.id))),
      ),
    )
    .orderBy(desc(topups.requestedAt), desc(topups.id))
    .limit(limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit).map(topupView), nextCursor: last ? writeCursor(last) : null };
}

export const writeCursor = (row: { requestedAt: Date; id: string }) =>
  Buffer.from(`${row.requestedAt.getTime()}.${row.id}`).toString("base64url");

/** @throws DomainError 422 BAD_CURSOR */
export function readCursor(cursor: string): { at: Date; id: string } {
  const [, ms, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(Buffer.from(cursor, "base64url").toString("utf8")) ?? [];
  if (ms === undefined || id === undefined) throw new DomainError(422, "BAD_CURSOR", "This cursor is not one of ours.");
  return { at: new Date(Number(ms)), id };
}
