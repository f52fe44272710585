import { asc, eq } from "drizzle-orm";
import { type Db, type Tx, transact } from "#db/client.ts";
import { cardKeys } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { forbidden, notFound } from "#server/core/errors.ts";
import { unseal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { orderLock } from "../lock.ts";

/** A card key as its owner sees it before it is shown: that it is there, and when it was shown first. */
export type CardKeyNotice = { id: string; deliveredAt: string; revealedAt: string | null };
export type RevealedCardKey = CardKeyNotice & { text: string };

const MAX_KEYS = 20;

/** The card keys of an order, without their texts. */
export async function cardKeysOf(reader: Db, orderNo: string): Promise<CardKeyNotice[]> {
  return (await rowsOf(reader, orderNo)).map(notice);
}

/**
 * Opens an order's card keys to its owner and writes down that, when and to whom they were shown. The caller has made sure that
 * the actor has proven the order to be theirs: this module knows nothing of tickets and checklists.
 * @returns every key of the order; `revealedAt` is when it was shown for the first time, which may be now
 * @throws DomainError 403 FORBIDDEN to everybody who is not a customer; 404 CARD_KEY_NOT_FOUND
 */
export async function revealCardKeys(ctx: Ctx, orderNo: string): Promise<RevealedCardKey[]> {
  if (ctx.actor.kind !== "customer") throw forbidden("A card key is shown to its owner only.");
  const unit = async (tx: Tx) => {
    const rows = await rowsOf(tx, orderNo);
    if (rows.length === 0) throw notFound("CARD_KEY");
    const now = ctx.clock.now();
    const shown: RevealedCardKey[] = [];
    for (const row of rows) {
      const first = row.revealedAt === null;
      if (first) {
        await tx.update(cardKeys).set({ revealedAt: now, revealedBy: ctx.actor.id }).where(eq(cardKeys.id, row.id));
      }
      await appendAudit(tx, ctx, {
        action: "card_key.revealed",
        subject: `order:${orderNo}`,
        data: { cardKeyId: row.id, first },
      });
      shown.push({
        ...notice({ ...row, revealedAt: row.revealedAt ?? now }),
        text: unseal(sealPurposes.cardKey(row.id), row.sealed),
      });
    }
    return shown;
  };
  return ctx.tx ? unit(ctx.tx) : transact(unit, { serializeOn: orderLock(orderNo) });
}

type Row = typeof cardKeys.$inferSelect;

const rowsOf = (reader: Db, orderNo: string): Promise<Row[]> =>
  reader
    .select()
    .from(cardKeys)
    .where(eq(cardKeys.orderNo, orderNo))
    .orderBy(asc(cardKeys.deliveredAt), asc(cardKeys.id))
    .limit(MAX_KEYS);

const notice = (row: Row): CardKeyNotice => ({
  id: row.id,
  deliveredAt: row.deliveredAt.toISOString(),
  revealedAt: row.revealedAt?.toISOString() ?? null,
});
