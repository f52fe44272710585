import { and, count, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { appealEvidence, attachments } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { findTicket, postMessage, tellTicket } from "#server/tickets/index.ts";
import { words } from "./copy.ts";
import { forTicket } from "./place.ts";
import { formOf } from "./rules.ts";
import type { EvidenceInput } from "./schemas.ts";
import { type AppealRow, type EvidenceRow, tellAppeal } from "./store.ts";

/** Enough for every item several times over. */
const MAX_EVIDENCE = 40;

type To = { appealId: string | null; diagnosisId: string | null };

/**
 * Writes evidence down, in the caller's transaction.
 * @throws DomainError 422 EVIDENCE_NOT_USABLE, TOO_MUCH_EVIDENCE
 */
export async function addAll(tx: Tx, ctx: Ctx, to: To, given: readonly EvidenceInput[]): Promise<EvidenceRow[]> {
  if (given.length === 0) return [];
  await checkRoom(tx, to, given.length);
  const rows: EvidenceRow[] = [];
  for (const [at, one] of given.entries()) {
    if (one.attachmentId !== undefined) await checkFile(tx, ctx, to, one, at);
    const [row] = await tx
      .insert(appealEvidence)
      .values({
        ...{ id: newId(), ...to, item: one.item, state: "given", givenAt: ctx.clock.now() },
        text: one.text ?? null,
        attachmentId: one.attachmentId ?? null,
      })
      .returning();
    if (row) rows.push(row);
  }
  return rows;
}

async function checkRoom(tx: Tx, { appealId, diagnosisId }: To, more: number): Promise<void> {
  const mine =
    appealId === null
      ? and(eq(appealEvidence.diagnosisId, diagnosisId ?? ""), isNull(appealEvidence.appealId))
      : eq(appealEvidence.appealId, appealId);
  const [row] = await tx.select({ n: count() }).from(appealEvidence).where(mine);
  if (Number(row?.n ?? 0) + more > MAX_EVIDENCE) {
    throw invalid("TOO_MUCH_EVIDENCE", `At most ${MAX_EVIDENCE} pieces can be given.`, {
      details: { most: MAX_EVIDENCE },
    });
  }
}

/** A file is the giver's own, of the kind that is asked for, and given once. */
async function checkFile(tx: Tx, ctx: Ctx, to: To, { item, attachmentId = "" }: EvidenceInput, at: number) {
  const [file] = await tx.select().from(attachments).where(eq(attachments.id, attachmentId));
  const [used] = await tx
    .select({ id: appealEvidence.id })
    .from(appealEvidence)
    .where(eq(appealEvidence.attachmentId, attachmentId));
  const { actor } = ctx;
  const places = [
    to.diagnosisId === null ? "" : `diagnosis:${to.diagnosisId}`,
    actor.kind === "customer" ? actor.id : "",
  ];
  const own =
    file !== undefined &&
    file.ticketId === null &&
    (places.includes(file.ownerKey) || (actor.kind !== "customer" && file.ownerKey.startsWith(`${actor.kind}:`)));
  const secret = formOf[item] === "identity";
  if (own && !used && (file.kind === "identity") === secret) return;
  throw invalid("EVIDENCE_NOT_USABLE", "This file cannot be used for this item.", {
    errors: [{ path: `evidence.${at}.attachmentId`, message: "Not yours, used already, or of another kind" }],
  });
}

/** Ties files that were checked to the ticket of their appeal, so that whoever works on it sees them; documents are in no list. */
export async function attachFiles(
  tx: Tx,
  { ticketNumber }: Pick<AppealRow, "ticketNumber">,
  given: readonly EvidenceRow[],
  messageId: string | null = null,
): Promise<void> {
  const ids = given.flatMap(({ attachmentId }) => (attachmentId ? [attachmentId] : []));
  if (ids.length === 0) return;
  const { id: ticketId } = await findTicket(tx, ticketNumber);
  await tx
    .update(attachments)
    .set({ ticketId, messageId })
    .where(and(inArray(attachments.id, ids), isNull(attachments.ticketId)));
}

/** Says in the ticket what was added, which also takes it out of waiting for its customer. */
export async function sayAdded(
  tx: Tx,
  ctx: Ctx,
  appeal: AppealRow,
  given: readonly EvidenceRow[],
  statement?: string | undefined,
): Promise<void> {
  const say = words(appeal.locale);
  const titles = [...new Set(given.map(({ item }) => say.item[item].title))];
  const body = [statement ?? "", titles.length > 0 ? say.added(titles) : ""].filter((part) => part !== "").join("\n");
  if (body === "") return;
  if (ctx.actor.kind === "customer") {
    const speaking = forTicket({ ...ctx, tx }, appeal);
    const { id } = await postMessage({ ctx: speaking, input: { number: appeal.ticketNumber, body } });
    await attachFiles(tx, appeal, given, id);
  } else {
    // Somebody brings it for them: it is no reply of ours, and there is nothing left to wait for.
    const ticket = await findTicket(tx, appeal.ticketNumber);
    const step = { type: "appeal_evidence", after: { appealId: appeal.id } };
    await tellTicket(tx, ctx, ticket, { step, status: "open", message: body });
    await attachFiles(tx, appeal, given);
  }
  await tellAppeal(tx, ctx, appeal, { action: "evidence_added", data: { items: given.map(({ item }) => item) } });
}
