import { db, type Tx, transact } from "#db/client.ts";
import type { MoneyItemProposal } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, DomainError, invalid } from "#server/core/errors.ts";
import { resolveItem } from "#server/payments/index.ts";
import {
  clearingAccount,
  LOSS,
  orderLock,
  post,
  type StoredResponse,
  takeLines,
  withIdempotency,
} from "#server/topup/index.ts";
import { changeItem } from "./act-on-item.ts";
import { isDeficit } from "./actions.ts";
import { findItem, type ItemRow, viewOf } from "./queue.ts";
import { type ConfirmItemInput, confirmItemSchema, type ItemResult } from "./schemas.ts";

/**
 * Proposes to write an item's money off, or to let an item be behind which there is money. Nothing is posted until a second person
 * confirms it.
 * @throws DomainError 422 AMOUNT_TOO_HIGH
 */
export async function proposeWriteOff(
  tx: Tx,
  ctx: Ctx,
  item: ItemRow,
  { action, note, amountFen }: { action: "write_off" | "dismiss"; note: string; amountFen?: number },
): Promise<void> {
  if (action === "write_off" && (amountFen ?? 0) > (item.amountFen ?? 0)) {
    throw invalid("AMOUNT_TOO_HIGH", "More than the item is about cannot be written off.", {
      errors: [{ path: "amountFen", message: "More than the item is about" }],
    });
  }
  const proposal: MoneyItemProposal = {
    action,
    note,
    ...(action === "write_off" ? { amountFen: amountFen ?? item.amountFen ?? 0 } : {}),
    byKind: ctx.actor.kind,
    byId: ctx.actor.id,
    byName: ctx.actor.name,
    at: ctx.clock.now().toISOString(),
  };
  await changeItem(tx, ctx, item, { set: { proposal }, action: "money.item_proposed", data: { ...proposal } });
}

type Input = { id: string } & ConfirmItemInput;

/**
 * Confirms or turns down what somebody else proposed. Who proposed may take it back, and may not confirm it.
 * @returns the item as it is now
 * @throws DomainError 403 FORBIDDEN, SAME_ACTOR; 404 MONEY_ITEM_NOT_FOUND; 409 ALREADY_RESOLVED, NO_PROPOSAL; ZodError on bad input
 */
export async function confirmWriteOff(args: { ctx: Ctx; input: Input }): Promise<ItemResult> {
  const input = { ...confirmItemSchema.parse(args.input), id: args.input.id };
  return transact((tx) => confirm(tx, args.ctx, input), await lockOf(input.id));
}

/** The same, done once for each Idempotency-Key. @throws what `withIdempotency` and {@link confirmWriteOff} throw */
export async function confirmWriteOffOnce(args: {
  ctx: Ctx;
  key: string | undefined;
  request: { method: string; path: string; body: unknown };
  input: Input;
}): Promise<StoredResponse & { body: ItemResult }> {
  const { ctx, key, request } = args;
  const input = { ...confirmItemSchema.parse(args.input), id: args.input.id };
  const stored = await withIdempotency({
    ctx,
    key,
    request,
    ...(await lockOf(input.id)),
    run: async (inner) => ({ status: 200, body: await confirm(inner.tx, ctx, input) }),
  });
  return { ...stored, body: stored.body as ItemResult };
}

async function lockOf(id: string): Promise<{ serializeOn: string }> {
  const item = await findItem(db, id);
  return { serializeOn: item.orderNo ? orderLock(item.orderNo) : `item:${id}` };
}

async function confirm(tx: Tx, caller: Ctx, { id, agree, note }: Input): Promise<ItemResult> {
  const item = await findItem(tx, id);
  const { proposal } = item;
  const own = proposal?.byKind === caller.actor.kind && proposal.byId === caller.actor.id;
  if (own && agree) {
    throw new DomainError(403, "SAME_ACTOR", "Who proposed this may not confirm it.", { details: { id } });
  }
  const ctx = authorize(caller, own ? "topups:request" : "topups:approve");
  if (item.state !== "open") {
    throw conflict("ALREADY_RESOLVED", `This was ended already: ${item.resolution}.`, { details: { id } });
  }
  if (!proposal) throw conflict("NO_PROPOSAL", "Nothing was proposed for this.", { details: { id } });
  if (!agree) {
    await changeItem(tx, ctx, item, {
      set: { proposal: null },
      action: "money.item_refused",
      data: { action: proposal.action, note: note ?? null },
    });
  } else {
    if (proposal.action === "write_off") await postLoss(tx, ctx, item, proposal.amountFen ?? item.amountFen ?? 0);
    const said = [proposal.note, note].filter((part) => part).join(" · ");
    await resolveItem(tx, ctx, { id }, proposal.action === "write_off" ? "written_off" : "dismissed", said);
  }
  return { item: await viewOf(tx, await findItem(tx, id)), moved: null };
}

/**
 * Books what was written off. Money that belongs to nobody leaves clearing, or suspense, for the loss account, where it stands
 * against what was lost; money that is missing comes out of the loss account and fills the gap in clearing.
 */
async function postLoss(tx: Tx, ctx: Ctx, item: ItemRow, amountFen: number): Promise<void> {
  const { channel, outTradeNo, orderNo, id } = item;
  const taken = isDeficit(item.kind)
    ? [{ account: clearingAccount(channel), amountFen }]
    : await takeLines(tx, [{ outTradeNo: outTradeNo ?? "", channel, amountFen }]);
  const lossFen = isDeficit(item.kind) ? -amountFen : amountFen;
  await post(tx, {
    kind: "write_off",
    orderNo,
    reference: id,
    postedAt: ctx.clock.now(),
    lines: [...taken, { account: LOSS, amountFen: lossFen }],
  });
}
