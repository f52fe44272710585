import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Db, type Tx, transact } from "#db/client.ts";
import { appealEvidence } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { loadCase } from "#server/orders/index.ts";
import { postMessage } from "#server/tickets/index.ts";
import { words } from "./copy.ts";
import { addAll, sayAdded } from "./give.ts";
import { removeIdentity } from "./identity.ts";
import { forTicket, type Place, placeOf, type Where } from "./place.ts";
import { formOf, holdOf } from "./rules.ts";
import { evidenceInputSchema } from "./schemas.ts";
import { type AppealRow, findAppeal, isOpenAppeal, openAppealAbout, tellAppeal } from "./store.ts";

/**
 * Gives a piece of evidence: to the open appeal, or, before one was sent, to the run that it will be sent from.
 * @throws DomainError as `openAppeal`
 */
export async function addEvidence(args: {
  ctx: Ctx;
  where: Where;
  input: z.input<typeof evidenceInputSchema>;
}): Promise<{ id: string }> {
  const { ctx, where } = args;
  const input = evidenceInputSchema.parse(args.input);
  const work = async (tx: Tx) => {
    const inside = { ...ctx, tx };
    const place = await placeOf(tx, inside, where);
    const appeal = await appealAt(tx, place);
    if (!appeal && place.diagnosisId === null) throw conflict("NO_APPEAL", "No appeal is open here.");
    const to = { appealId: appeal?.id ?? null, diagnosisId: place.diagnosisId };
    const [row] = await addAll(tx, inside, to, [input]);
    if (!row) throw new Error("The evidence was not written.");
    if (appeal) await sayAdded(tx, inside, appeal, [row]);
    return { id: row.id };
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

/** The open appeal that somebody at this place speaks in. */
async function appealAt(reader: Db, place: Place): Promise<AppealRow | undefined> {
  const found = await loadCase(reader, place.orderNo);
  if (!found) return undefined;
  return (
    (await openAppealAbout(reader, holdOf(found).subject)) ?? (await openAppealAbout(reader, `order:${place.orderNo}`))
  );
}

/**
 * Takes a piece of evidence back. Words and documents are gone with it; other files stay with the ticket that they were sent to. A
 * document can be taken back after the decision too, as long as it is kept.
 * @throws DomainError 404 EVIDENCE_ITEM_NOT_FOUND; 409 EVIDENCE_SETTLED
 */
export async function withdrawEvidence(args: { ctx: Ctx; where: Where; input: { id: string } }): Promise<void> {
  const { ctx, where } = args;
  const id = z.string().min(1).max(64).parse(args.input.id);
  const work = async (tx: Tx) => {
    const place = await placeOf(tx, { ...ctx, tx }, where);
    const [row] = await tx.select().from(appealEvidence).where(eq(appealEvidence.id, id));
    const appeal = row?.appealId ? await findAppeal(tx, row.appealId) : undefined;
    const theirs = appeal
      ? appeal.customerId === place.customerId && (appeal.orderNo === place.orderNo || appeal.scope === "account")
      : row !== undefined && row.diagnosisId === place.diagnosisId;
    if (!row || !theirs) throw notFound("EVIDENCE_ITEM");
    if (row.state !== "given") return;
    const secret = formOf[row.item] === "identity";
    if (appeal && !isOpenAppeal(appeal) && !secret) {
      throw conflict("EVIDENCE_SETTLED", "The appeal is decided; what it was decided on stays.");
    }
    await tx.update(appealEvidence).set({ state: "withdrawn", text: null }).where(eq(appealEvidence.id, id));
    if (secret && row.attachmentId) await removeIdentity(tx, ctx, row.attachmentId, "withdrawn");
    if (!appeal) return;
    const say = words(appeal.locale);
    if (isOpenAppeal(appeal) && ctx.actor.kind === "customer") {
      const body = say.withdrawn(say.item[row.item].title);
      await postMessage({ ctx: forTicket({ ...ctx, tx }, appeal), input: { number: appeal.ticketNumber, body } });
    }
    await tellAppeal(tx, ctx, appeal, { action: "evidence_withdrawn", data: { item: row.item } });
  };
  await (ctx.tx ? work(ctx.tx) : transact(work));
}
