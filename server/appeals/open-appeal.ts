import { and, desc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { appealEvidence, appeals, slaTargets } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { localeOf } from "#server/diagnosis/schemas.ts";
import { loadCase, type OrderCase } from "#server/orders/index.ts";
import { promisedBy } from "#server/sla/index.ts";
import { findTicket, formatMoment, openTicket, postMessage, tellTicket } from "#server/tickets/index.ts";
import { words } from "./copy.ts";
import { moneyOf } from "./facts.ts";
import { addAll, attachFiles, sayAdded } from "./give.ts";
import { ownAppealView, SECOND_LOOK_MS } from "./own-appeal.ts";
import { type Place, placeOf, type Where } from "./place.ts";
import { atStakeFen, type Hold, holdOf, missingOf, needsOf } from "./rules.ts";
import { type OpenAppealInput, type OwnAppeal, openAppealSchema } from "./schemas.ts";
import { type AppealRow, draftsOf, evidenceOf, findAppeal, openAppealAbout, tellAppeal } from "./store.ts";

const whereSchema = z.union([
  z.object({ diagnosisId: z.string().min(1).max(64) }),
  z.object({ number: z.string().min(1).max(40) }),
]);
export type OpenAppealCall = z.input<typeof openAppealSchema> & Where;

/** Tries at most this often when another submission of the same order wins the place in between. */
const MAX_ATTEMPTS = 3;

/**
 * Opens the appeal of an order's owner against what holds it, with all they gave for it so far. It is carried by the order's ticket,
 * which is opened where there is none, and its hour begins. Where an appeal is open, what is new joins it.
 * @param input a run of the checklist or a ticket, what they say, and evidence: words, or files that they uploaded
 * @returns the appeal as its owner sees it, and whether it was there
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, TICKET_NOT_FOUND; 403 OWNERSHIP_NOT_PROVEN; 409 NOTHING_TO_APPEAL, APPEAL_DECIDED
 *   (details.appealId; a second look may be asked for until details.secondLookUntil), TICKET_CLOSED; 422 EVIDENCE_NOT_USABLE,
 *   TOO_MUCH_EVIDENCE
 */
export async function openAppeal({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: OpenAppealCall;
}): Promise<{ appeal: OwnAppeal; existing: boolean }> {
  const where = whereSchema.parse(input);
  const call = openAppealSchema.parse(input);
  const work = async (tx: Tx) => {
    const inside = { ...ctx, tx };
    const opened = await open(tx, inside, where, call);
    return {
      appeal: await ownAppealView(tx, ctx, await findAppeal(tx, opened.id), localeOf(opened.locale)),
      existing: opened.existing,
    };
  };
  if (ctx.tx) return work(ctx.tx);
  for (let attempt = 1; ; attempt++) {
    try {
      return await transact(work, { serializeOn: "tickets:open" });
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isUniqueViolation(error)) throw error;
    }
  }
}

type Opened = { id: string; locale: string; existing: boolean };

async function open(tx: Tx, ctx: Ctx, where: Where, call: OpenAppealInput): Promise<Opened> {
  const place = await placeOf(tx, ctx, where);
  const found = await loadCase(tx, place.orderNo);
  if (!found) throw conflict("NOTHING_TO_APPEAL", "Nothing holds this order.");
  const hold = holdOf(found);
  const there = await openAppealAbout(tx, hold.subject);
  if (there) return join(tx, ctx, there, place, call);
  if (!hold.held && !place.claimed) throw conflict("NOTHING_TO_APPEAL", "Nothing holds this order.");
  await requireNew(tx, hold, ctx.clock.now());
  return first(tx, ctx, { place, found, hold }, call);
}

/** What was decided is not decided again by another submission: there is the second look for that, once. */
async function requireNew(tx: Tx, { subject, flags }: Hold, now: Date): Promise<void> {
  const [last] = await tx
    .select()
    .from(appeals)
    .where(and(eq(appeals.subject, subject), eq(appeals.state, "denied")))
    .orderBy(desc(appeals.decidedAt))
    .limit(1);
  if (!last?.decidedAt) return;
  const { decidedAt, round } = last;
  if (flags.some((flag) => flag.flaggedAt > decidedAt)) return;
  const until = new Date(decidedAt.getTime() + SECOND_LOOK_MS);
  throw conflict("APPEAL_DECIDED", "This was decided already.", {
    details: { appealId: last.id, ...(round === 1 && until > now && { secondLookUntil: until.toISOString() }) },
  });
}

type About = { place: Place; found: OrderCase; hold: Hold };

async function first(tx: Tx, ctx: Ctx, { place, found, hold }: About, call: OpenAppealInput): Promise<Opened> {
  const id = newId();
  const now = ctx.clock.now();
  const ticketNumber = await ticketFor(ctx, place, call);
  const money = moneyOf(found);
  const [row] = await tx
    .insert(appeals)
    .values({
      id,
      subject: hold.subject,
      scope: hold.scope,
      orderNo: place.orderNo,
      customerId: place.customerId,
      diagnosisId: place.diagnosisId,
      ticketNumber,
      families: hold.families,
      state: "open",
      round: 1,
      statement: call.statement || null,
      contact: call.contact || null,
      locale: place.locale,
      amountFen: atStakeFen({ order: found.order, ...money }),
      paidFen: money.paidFen,
      asked: [],
      followKind: "none",
      followState: "none",
      followIds: [],
      followCodes: [],
      openedAt: now,
      version: 1,
    })
    .returning();
  if (!row) throw new Error("The appeal was not written.");
  if (place.diagnosisId !== null) {
    await tx
      .update(appealEvidence)
      .set({ appealId: id })
      .where(and(eq(appealEvidence.diagnosisId, place.diagnosisId), isNull(appealEvidence.appealId)));
  }
  await addAll(tx, ctx, { appealId: id, diagnosisId: place.diagnosisId }, call.evidence);
  await attachFiles(tx, row, await evidenceOf(tx, id));
  const clocked = await startClock(tx, ctx, row);
  await tellAppeal(tx, ctx, clocked, {
    action: "opened",
    topic: "opened",
    data: { scope: row.scope, families: row.families, amountFen: row.amountFen },
  });
  return { id, locale: row.locale, existing: false };
}

/** The ticket that carries it, in the context's transaction. */
async function ticketFor(ctx: Ctx, place: Place, { statement, contact }: OpenAppealInput): Promise<string> {
  const { ticket, diagnosisId } = place;
  const ended = ticket?.status === "closed" || ticket?.status === "resolved";
  // Whoever came by a ticket's link is not the one who ran the checklist.
  if (ticket && (diagnosisId === null || ctx.actor.id === `ticket:${ticket.number}`)) {
    if (ended) throw conflict("TICKET_CLOSED", "This ticket has ended. Open it again, or start a new one.");
    if (statement) await postMessage({ ctx, input: { number: ticket.number, body: statement } });
    return ticket.number;
  }
  if (diagnosisId === null) throw conflict("TICKET_CLOSED", "This ticket has ended.");
  const opened = await openTicket({
    ctx,
    input: {
      diagnosisId,
      claim: "lift_risk_hold",
      ...(statement && { description: statement }),
      ...(contact && { contact }),
    },
  });
  return opened.number;
}

/** Begins the hour of a round, and says in the ticket by when there is a decision and what is missing. */
export async function startClock(
  tx: Tx,
  ctx: Ctx,
  row: AppealRow,
  message?: (due: string) => string,
): Promise<AppealRow> {
  const ticket = await findTicket(tx, row.ticketNumber);
  const say = words(ticket.locale);
  // As urgent as the appeal makes the ticket below.
  const priority = ticket.priority === "urgent" ? ticket.priority : "high";
  const dueAt = await promisedBy(tx, "appeal_review", ctx.clock.now(), { queue: ticket.queue, priority });
  const due = formatMoment(dueAt, ticket.locale);
  const missing = missingOf(needsOf(row.families, row.asked), await evidenceOf(tx, row.id));
  await tellTicket(tx, ctx, ticket, {
    step: { type: "appeal_opened", after: { appealId: row.id, round: row.round } },
    status: "open",
    sla: [{ type: "appeal_opened" }],
    atLeast: "high",
    message: message
      ? message(due)
      : say.opened(
          due,
          missing.map((item) => say.item[item].title),
        ),
  });
  const [clock] = await tx
    .select({ id: slaTargets.id })
    .from(slaTargets)
    .where(and(eq(slaTargets.ticketId, ticket.id), eq(slaTargets.metric, "appeal_review"), isNull(slaTargets.outcome)))
    .limit(1);
  if (!clock) throw new Error("The clock of the appeal does not run.");
  const [changed] = await tx.update(appeals).set({ clockId: clock.id }).where(eq(appeals.id, row.id)).returning();
  if (!changed) throw new Error("The appeal is not there.");
  return changed;
}

/** A later submission: what is new in it joins the appeal that is there. */
async function join(tx: Tx, ctx: Ctx, there: AppealRow, place: Place, call: OpenAppealInput): Promise<Opened> {
  const drafts = place.diagnosisId === null ? [] : await draftsOf(tx, place.diagnosisId);
  const given = await addAll(tx, ctx, { appealId: there.id, diagnosisId: place.diagnosisId }, call.evidence);
  for (const { id } of drafts) {
    await tx.update(appealEvidence).set({ appealId: there.id }).where(eq(appealEvidence.id, id));
  }
  await sayAdded(tx, ctx, there, [...drafts, ...given], call.statement);
  return { id: there.id, locale: there.locale, existing: true };
}
