import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { attachments, slaTargets, ticketMessages, ticketSequences, tickets } from "#db/schema/index.ts";
import { type Ctx, may } from "#server/core/context.ts";
import { forbidden, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { type LoadedDiagnosis, loadDiagnosis, settleWait } from "#server/diagnosis/index.ts";
import { accessHash, accessSecret, accessUrl, type TicketRow } from "./access.ts";
import { usableUploads } from "./attachment-owner.ts";
import { openedMessage, words } from "./copy.ts";
import { diagnosisSummary, ownsDiagnosis } from "./diagnosis-record.ts";
import { linkOrder } from "./link-order.ts";
import { startClocks } from "./move-clocks.ts";
import { fieldsOf, type OrderFields } from "./order-fields.ts";
import { moneyOf } from "./order-money.ts";
import { customerMessage } from "./post-message.ts";
import { priorityOf, ticketDay, ticketNumber } from "./rules.ts";
import { type OpenedTicket, type OpenTicketInput, openTicketSchema, openTicketStatuses } from "./schemas.ts";
import type { SlaTarget } from "./sla.ts";
import { addSystemMessage, announce, claimAttachments, insertTicket, recordSteps } from "./write.ts";

const inputSchema = openTicketSchema.extend({
  diagnosisId: z.string().min(1).max(64),
  /** Why the product opens it on somebody's behalf; only the system says so. */
  because: z.enum(["wait_lapsed", "complaint"]).default("wait_lapsed"),
});
export type OpenTicketCall = z.input<typeof inputSchema>;

/** Tries at most this often when another submission of the same order or run wins the place in between. */
const MAX_ATTEMPTS = 3;

/**
 * Opens the ticket of a run of the checklist. An order has one open ticket: a later submission by somebody entitled leads
 * to the first, adds what is new in it, and answers with `existing: true`. Whoever proved nothing gets a ticket of their
 * own that takes no order's place and tells nothing about it (decision 0005).
 * @param input the run, what the person wants, their words, contact and uploaded files
 * @returns what the contract says, the access link included
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, 403 FORBIDDEN, 422 ATTACHMENT_NOT_USABLE
 */
export async function openTicket({ ctx, input }: { ctx: Ctx; input: OpenTicketCall }): Promise<OpenedTicket> {
  const call = inputSchema.parse(input);
  if (ctx.tx) return open(ctx.tx, ctx, call);
  for (let attempt = 1; ; attempt++) {
    try {
      return await transact((tx) => open(tx, ctx, call), { serializeOn: "tickets:open" });
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isUniqueViolation(error)) throw error;
    }
  }
}

async function open(tx: Tx, ctx: Ctx, call: z.output<typeof inputSchema>): Promise<OpenedTicket> {
  const run = await loadDiagnosis(tx, call.diagnosisId, ctx.clock.now());
  if (!run || (ctx.actor.kind === "customer" && !ownsDiagnosis(ctx.actor, run))) throw notFound("DIAGNOSIS");
  if (ctx.actor.kind !== "customer" && !may(ctx.actor, "diagnosis:write")) throw forbidden();
  const found = await openTicketOf(tx, run);
  if (found) return again(tx, ctx, found, run, call);
  return first(tx, ctx, run, call);
}

/** The open ticket that this run leads to: of its order, when the order is proven theirs, or else of the run itself. */
async function openTicketOf(tx: Tx, run: LoadedDiagnosis): Promise<TicketRow | undefined> {
  const isOpen = inArray(tickets.status, [...openTicketStatuses]);
  if (run.owner && run.orderNo) {
    const [byOrder] = await tx
      .select()
      .from(tickets)
      .where(and(eq(tickets.orderNo, run.orderNo), isOpen));
    if (byOrder) return byOrder;
  }
  const [byRun] = await tx
    .select()
    .from(tickets)
    .where(and(eq(tickets.diagnosisId, run.id), isOpen))
    .orderBy(desc(tickets.id))
    .limit(1);
  return byRun;
}

async function first(
  tx: Tx,
  ctx: Ctx,
  run: LoadedDiagnosis,
  call: z.output<typeof inputSchema>,
): Promise<OpenedTicket> {
  const now = ctx.clock.now();
  const proven = run.orderCase ? fieldsOf(run.orderCase) : undefined;
  const values = rowOf(run, call, proven, now);
  const { targets, due, heard } = await startClocks(tx, values, proven?.chargedNotCredited ?? false, now);
  const id = newId();
  const named = {
    id,
    number: await nextNumber(tx, now),
    accessHash: accessHash(accessSecret(id, 1)),
    accessVersion: 1,
  };
  const row = await insertTicket(tx, ctx, { ...values, ...due, ...named }, targets);
  await claimAttachments(tx, call.attachmentIds, uploadOwners(ctx, run.id), { ticketId: id, messageId: null });
  const steps = [{ type: "opened", after: { status: row.status, priority: row.priority, causeCode: row.causeCode } }];
  await recordSteps(tx, ctx, id, steps, heard);
  await addSystemMessage(tx, ctx, row, openedMessage(row, targets));
  if (ctx.actor.kind === "system") {
    const { waitLapsed, complained } = words(row.locale);
    await addSystemMessage(tx, ctx, row, call.because === "complaint" ? complained : waitLapsed);
  }
  await settleWait(tx, { id: run.id, ticketNumber: row.number, now });
  const because = ctx.actor.kind === "system" ? { because: call.because } : {};
  await announce(tx, ctx, row, { steps, topic: "ticket.opened", payload: { causeCode: row.causeCode, ...because } });
  return opened(row, targets, false);
}

function rowOf(run: LoadedDiagnosis, call: OpenTicketInput, proven: OrderFields | undefined, now: Date) {
  const chargeState = proven?.chargedNotCredited ? ("confirmed" as const) : run.chargeState;
  const amountFen = proven?.amountFen ?? run.given.amountFen ?? null;
  const money = proven ? moneyOf(proven) : { moneyStuck: false, moneySettled: false, stuckSince: null };
  return {
    orderNo: proven ? run.orderNo : null,
    claimedOrderNo: proven ? null : run.claimedOrderNo,
    customerId: proven?.customerId ?? (run.owner ? run.customerId : null),
    diagnosisId: run.id,
    status: "new" as const,
    priority: priorityOf({
      chargeState,
      chargedNotCredited: proven?.chargedNotCredited ?? false,
      amountFen,
      stuckSince: money.stuckSince,
      now,
    }),
    claim: call.claim,
    causeCode: run.causeCode,
    predictedCauseCode: run.causeCode,
    chargeState,
    amountFen,
    productName: proven?.productName ?? null,
    channel: proven?.channel ?? run.given.channel ?? null,
    paymentNo: proven?.paymentNo ?? run.given.paymentNo ?? null,
    target: proven?.target ?? null,
    errorText: proven?.errorText ?? run.errorText,
    occurredAt: proven?.occurredAt ?? (run.given.paidAt ? new Date(run.given.paidAt) : null),
    ...money,
    description: call.description || null,
    contact: call.contact || null,
    locale: run.locale,
    diagnosis: diagnosisSummary(run),
    queue: "general",
    tags: [],
    openedAt: now,
    updatedAt: now,
    reopenCount: 0,
    publicReplyCount: 0,
    version: 1,
  };
}

export async function nextNumber(tx: Tx, now: Date): Promise<string> {
  const day = ticketDay(now);
  const [row] = await tx
    .insert(ticketSequences)
    .values({ day, last: 1 })
    .onConflictDoUpdate({ target: ticketSequences.day, set: { last: sql`${ticketSequences.last} + 1` } })
    .returning();
  if (!row) throw new Error("There is no ticket number.");
  return ticketNumber(day, row.last);
}

/** A later submission: what is new in it joins the ticket that is there, and the caller gets its link again. */
async function again(
  tx: Tx,
  ctx: Ctx,
  found: TicketRow,
  run: LoadedDiagnosis,
  call: z.output<typeof inputSchema>,
): Promise<OpenedTicket> {
  let row = found;
  if (row.orderNo === null && run.owner && run.orderNo) row = await linkOrder(tx, ctx, row, run.orderNo);
  const news = await whatIsNew(tx, row, call);
  if (news.body !== "" || news.attachmentIds.length > 0) {
    row = (await customerMessage(tx, ctx, row, { ...news, owners: uploadOwners(ctx, run.id) })).row;
  }
  const hash = accessHash(accessSecret(row.id, row.accessVersion));
  if (row.accessHash !== hash) await tx.update(tickets).set({ accessHash: hash }).where(eq(tickets.id, row.id));
  if (run.ticketNumber !== row.number) {
    await settleWait(tx, { id: run.id, ticketNumber: row.number, now: ctx.clock.now() });
  }
  const targets = await tx.select().from(slaTargets).where(eq(slaTargets.ticketId, row.id)).orderBy(slaTargets.id);
  return opened(row, targets, true);
}

async function whatIsNew(
  tx: Tx,
  row: TicketRow,
  call: OpenTicketInput,
): Promise<{ body: string; attachmentIds: string[] }> {
  const there = await tx.select({ id: attachments.id }).from(attachments).where(eq(attachments.ticketId, row.id));
  const ids = new Set(there.map((attachment) => attachment.id));
  const body = call.description ?? "";
  const [said] =
    body === "" || body === row.description
      ? [true]
      : await tx
          .select({ id: ticketMessages.id })
          .from(ticketMessages)
          .where(and(eq(ticketMessages.ticketId, row.id), eq(ticketMessages.body, body)))
          .limit(1);
  return { body: said ? "" : body, attachmentIds: call.attachmentIds.filter((id) => !ids.has(id)) };
}

/** Whose uploads may come with a submission: those of the run, and the caller's own. */
function uploadOwners(ctx: Ctx, diagnosisId: string): string[] {
  return [`diagnosis:${diagnosisId}`, ...usableUploads(ctx.actor)];
}

function opened(row: TicketRow, targets: SlaTarget[], existing: boolean): OpenedTicket {
  const due = (metric: SlaTarget["metric"]) => targets.findLast((t) => t.metric === metric)?.dueAt.toISOString();
  const verificationDueAt = due("verification");
  return {
    number: row.number,
    status: row.status,
    priority: row.priority,
    causeCode: row.causeCode,
    sla: {
      firstResponseDueAt: due("first_response") ?? row.openedAt.toISOString(),
      resolutionDueAt: due("resolution") ?? row.openedAt.toISOString(),
      ...(verificationDueAt ? { verificationDueAt } : {}),
    },
    accessUrl: accessUrl(row),
    existing,
  };
}
