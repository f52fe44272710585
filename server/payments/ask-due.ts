import { and, asc, eq, lte, or } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { gatewayPayments } from "#db/schema/index.ts";
import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { inPool } from "#server/jobs/index.ts";
import { askGateway } from "./ask.ts";
import type { GatewayPaymentRow } from "./callback-case.ts";

const BATCH = 40;
const AT_ONCE = 8;
const MAX_BATCHES_A_RUN = 25;
/** A worker that has not asked by then is taken for dead, and its questions are due again. */
const CLAIM_MS = MINUTE_MS;
/** How long a gateway whose circuit is open is left alone. */
const LEFT_ALONE_MS = 20 * SECOND_MS;

/**
 * Asks about the payments whose time has come, several at once; other workers ask about others.
 * @returns how many questions were put
 */
export async function askDuePayments(ctx: Ctx): Promise<number> {
  let asked = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const mine = await claim(ctx);
    if (mine.rows.length === 0) break;
    asked += await askAll(ctx, mine);
  }
  return asked;
}

type Claimed = { rows: GatewayPaymentRow[]; claimedUntil: Date };

/** Takes what is due by putting it off: who dies with it in hand leaves it to be due again. */
async function claim(ctx: Ctx): Promise<Claimed> {
  const now = ctx.clock.now();
  const claimedUntil = new Date(now.getTime() + CLAIM_MS);
  const due = lte(gatewayPayments.nextQueryAt, now);
  const [any] = await db.select({ at: gatewayPayments.nextQueryAt }).from(gatewayPayments).where(due).limit(1);
  if (!any) return { rows: [], claimedUntil };
  return transact(async (tx) => {
    const rows = await tx
      .select()
      .from(gatewayPayments)
      .where(due)
      .orderBy(asc(gatewayPayments.nextQueryAt))
      .limit(BATCH);
    for (const row of rows) await tx.update(gatewayPayments).set({ nextQueryAt: claimedUntil }).where(keyOf(row));
    return { rows, claimedUntil };
  });
}

const keyOf = ({ channel, outTradeNo }: GatewayPaymentRow) =>
  and(eq(gatewayPayments.channel, channel), eq(gatewayPayments.outTradeNo, outTradeNo));

async function askAll(ctx: Ctx, { rows, claimedUntil }: Claimed): Promise<number> {
  const closed = new Set<string>();
  let asked = 0;
  await inPool(rows, AT_ONCE, async (row) => {
    const { channel, outTradeNo } = row;
    if (closed.has(channel)) return;
    const after = await askGateway({ ctx, channel, outTradeNo });
    asked += 1;
    if (!after) await transact((tx) => tx.update(gatewayPayments).set({ nextQueryAt: null }).where(keyOf(row)));
    if (after?.lastError === "CIRCUIT_OPEN") closed.add(channel);
  });
  for (const channel of closed) await transact((tx) => leaveAlone(tx, ctx, channel, claimedUntil));
  return asked;
}

/** Puts off, in one go, all that is due at a gateway that is not to be called now, and what was claimed and not asked. */
async function leaveAlone(tx: Tx, ctx: Ctx, channel: string, claimedUntil: Date): Promise<void> {
  const until = new Date(ctx.clock.now().getTime() + LEFT_ALONE_MS);
  const held = or(lte(gatewayPayments.nextQueryAt, until), eq(gatewayPayments.nextQueryAt, claimedUntil));
  await tx
    .update(gatewayPayments)
    .set({ nextQueryAt: until })
    .where(and(eq(gatewayPayments.channel, channel), held));
}
