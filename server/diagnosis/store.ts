import { asc, eq } from "drizzle-orm";
import { type Db, type Tx, transact } from "#db/client.ts";
import { diagnoses, diagnosisLog } from "#db/schema/index.ts";
import { channelStanding, type Standing } from "#server/channels/index.ts";
import type { Actor, Ctx } from "#server/core/context.ts";
import { authorize } from "#server/core/context.ts";
import { customerIdOf } from "#server/core/customer-id.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { loadCase, type OrderCase } from "#server/orders/index.ts";
import { askableChannels, gatewayAnswers } from "#server/payments/index.ts";
import { aroundOf } from "./around.ts";
import type { Diagnosis } from "./engine.ts";
import { deriveFacts, lostFacts } from "./facts.ts";
import { type GatewayView, noGateways } from "./gateway-word.ts";
import { findOrphan } from "./lost.ts";
import type { Pack } from "./pack/schema.ts";
import { packFor } from "./packs/read.ts";
import { noteStep, placeOf } from "./packs/traffic.ts";
import {
  type Entry,
  entrySchema,
  type LoggedEntry,
  ofPerson,
  replay,
  type Session,
  sameFacts,
  step,
} from "./session.ts";
import { diagnoseSession } from "./view.ts";
import { noteWait } from "./wait-log.ts";

export type DiagnosisRow = typeof diagnoses.$inferSelect;
/** A run with the pack that it is pinned to: what it says and concludes is by this one for ever. */
export type OpenRun = { row: DiagnosisRow; pack: Pack; session: Session; nextSeq: number };

/** Runs a unit in the caller's transaction, or in one of its own in which only one unit works on this run. */
export function within<T>(ctx: Ctx, id: string, unit: (tx: Tx) => Promise<T>): Promise<T> {
  return ctx.tx ? unit(ctx.tx) : transact(unit, { serializeOn: `diagnosis:${id}` });
}

/** Loads a run by replaying its log. @returns undefined when there is none @throws DomainError 409 PACK_MISSING */
export async function loadRun(reader: Db, id: string): Promise<OpenRun | undefined> {
  const [row] = await reader.select().from(diagnoses).where(eq(diagnoses.id, id));
  if (!row) return undefined;
  const logged = await reader
    .select()
    .from(diagnosisLog)
    .where(eq(diagnosisLog.diagnosisId, id))
    .orderBy(asc(diagnosisLog.seq));
  const log: LoggedEntry[] = logged.map(({ kind, data, at }) => ({ entry: entrySchema.parse({ ...data, kind }), at }));
  const pack = await packFor(reader, row.packVersion);
  return { row, pack, session: replay(log), nextSeq: (logged.at(-1)?.seq ?? 0) + 1 };
}

/**
 * Loads a run that the actor may act on: their own (by its cookie or as its proven customer), or any for staff and keys.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, also when it is somebody else's
 */
export async function openRun(reader: Db, ctx: Ctx, id: string): Promise<OpenRun> {
  if (ctx.actor.kind !== "customer") authorize(ctx, "diagnosis:write");
  const run = await loadRun(reader, id);
  if (!run || !mayUse(ctx.actor, run)) throw notFound("DIAGNOSIS");
  return run;
}

function mayUse(actor: Actor, { row }: OpenRun): boolean {
  if (actor.kind !== "customer") return true;
  return actor.id === `diagnosis:${row.id}` || (row.owner && row.customerId === customerIdOf(actor));
}

/** Nobody needs this many steps; it keeps one run from growing without end. */
const MAX_ENTRIES = 500;

/**
 * Appends to a run's log, in memory and in the database.
 * @throws DomainError 409 DIAGNOSIS_TOO_LONG
 */
export async function append(tx: Tx, run: OpenRun, entry: Entry, at: Date): Promise<OpenRun> {
  if (run.nextSeq > MAX_ENTRIES) throw conflict("DIAGNOSIS_TOO_LONG", "This run has too many steps: start a new one.");
  const { kind, ...data } = entry;
  await tx.insert(diagnosisLog).values({ diagnosisId: run.row.id, seq: run.nextSeq, kind, data, at });
  return { ...run, session: step(run.session, { entry, at }), nextSeq: run.nextSeq + 1 };
}

/** What gateways can say of an order's payments, and said when they were asked. */
async function gatewaysOf(reader: Db, { payments }: OrderCase): Promise<GatewayView> {
  const channels = await askableChannels(
    reader,
    payments.map(({ channel }) => channel),
  );
  if (channels.length === 0) return noGateways;
  const numbers = payments.map(({ outTradeNo }) => outTradeNo);
  return { channels, answers: await gatewayAnswers(reader, numbers) };
}

/** How the channel of the newest payment fares, by more than the platform's word. */
async function standingOf(reader: Db, { payments }: OrderCase, now: Date): Promise<Standing | null> {
  const channel = payments.at(-1)?.channel;
  return channel ? channelStanding(reader, channel, now) : null;
}

/** What a look at the records would log: that a trusted asker may see them, and what they say now if that is new. */
export async function news(
  reader: Db,
  session: Session,
  now: Date,
): Promise<{ entries: Entry[]; customerId?: string }> {
  if (!(session.proven || session.trusted)) return { entries: [] };
  const { orderNo } = session;
  if (orderNo === null && session.given.paymentNo === undefined) return { entries: [] };
  const found = orderNo === null ? undefined : await loadCase(reader, orderNo);
  if (!found) return lostNews(reader, session);
  const { customerId } = found.order;
  const asked = session.given.onBehalfOf;
  // For somebody else's order a key sees exactly what it sees of an order that does not exist.
  if (!session.proven && asked !== undefined && asked !== customerId) return { entries: [] };
  const around = await aroundOf(reader, found, now);
  const told = deriveFacts(found, now, await gatewaysOf(reader, found), await standingOf(reader, found, now), around);
  const facts = namesOtherPayment(session, found) ? [...told, ofPerson("user.other_payment")] : told;
  return {
    entries: [
      ...(session.proven ? [] : [{ kind: "proof", ok: true } as const]),
      ...(sameFacts(facts, session.records) ? [] : [{ kind: "facts", facts } as const]),
    ],
    customerId,
  };
}

/** The payment that they named is none of the order's: money may have left under it. People put the order's number there, too. */
function namesOtherPayment({ given }: Session, { order, payments }: OrderCase): boolean {
  const named = given.paymentNo?.toLowerCase();
  if (named === undefined) return false;
  const known = [order.orderNo, ...payments.flatMap((p) => [p.outTradeNo, p.gatewayTradeNo ?? ""])];
  return !known.some((no) => no.toLowerCase() === named);
}

/**
 * Of a number that is no order's, who may see every order hears that, and of money that came under it. Who asks for one customer
 * hears nothing: whether it is somebody else's order must not show.
 */
async function lostNews(
  reader: Db,
  { given, orderNo, startedAt, records, proven, trusted }: Session,
): Promise<{ entries: Entry[] }> {
  if (!trusted || given.onBehalfOf !== undefined) return { entries: [] };
  const numbers = [orderNo, given.paymentNo].filter((no) => no != null);
  const facts = lostFacts(await findOrphan(reader, numbers), startedAt);
  return {
    entries: [
      ...(proven ? [] : [{ kind: "proof", ok: true } as const]),
      ...(sameFacts(facts, records) ? [] : [{ kind: "facts", facts } as const]),
    ],
  };
}

/** Looks the records up and logs them when they changed. */
export async function refresh(tx: Tx, run: OpenRun, now: Date): Promise<OpenRun> {
  const { entries, customerId } = await news(tx, run.session, now);
  let current = run;
  for (const entry of entries) current = await append(tx, current, entry, now);
  return customerId === undefined ? current : { ...current, row: { ...current.row, customerId } };
}

/**
 * Writes what the run comes to into the columns that lists and jobs read.
 * @param by a wait that ended while nobody was there stays due until it is settled; a person's own step ends it
 */
export async function conclude(
  tx: Tx,
  run: OpenRun,
  now: Date,
  by: "person" | "record",
): Promise<{ run: OpenRun; result: Diagnosis }> {
  const result = diagnoseSession(run, now);
  const columns = {
    orderNo: run.session.orderNo,
    customerId: run.session.proven ? run.row.customerId : null,
    owner: run.session.proven,
    causeCode: result.question === null ? result.causeCode : null,
    chargeState: result.chargeState,
    outcomeKind: result.outcome?.kind ?? null,
    place: placeOf(result),
    waitUntil: waitUntil(run, result, now, by),
    solvedAt: run.session.solved ? (run.row.solvedAt ?? now) : null,
    updatedAt: now,
  };
  await tx.update(diagnoses).set(columns).where(eq(diagnoses.id, run.row.id));
  const { packVersion, place } = run.row;
  await noteStep(tx, { version: packVersion, before: place, after: columns.place, at: now });
  const next = await noteWait(tx, { before: run.row, after: columns, now, by });
  return { run: { ...run, row: { ...run.row, ...columns } }, result: withNextCheck(result, next) };
}

/** A result with when the run is really looked at next. */
export function withNextCheck(result: Diagnosis, next: Date | null): Diagnosis {
  const { outcome } = result;
  return outcome?.kind === "wait" && next !== null ? { ...result, outcome: { ...outcome, recheckAt: next } } : result;
}

function waitUntil({ row, session }: OpenRun, result: Diagnosis, now: Date, by: "person" | "record"): Date | null {
  if (row.ticketNumber !== null) return null;
  const arrived = session.records.some((f) => f.key === "delivery.state" && f.value === "done");
  // The goods are there and only the page lags behind: nothing is left that could become a ticket.
  if (arrived && result.causeCode === "ORD_STATE_LAG") return null;
  if (result.outcome?.kind === "wait") return result.outcome.until;
  const wasWaiting = row.waitUntil !== null;
  const settled = arrived || result.outcome?.kind === "self_fixed" || result.outcome?.kind === "refund";
  if (!wasWaiting || settled || by === "person") return null;
  // Something else to do, or to say: the person has as long for it as they were told to wait.
  if (row.waitUntil && (result.question !== null || result.outcome?.kind === "risk_appeal")) return row.waitUntil;
  return row.waitUntil && row.waitUntil < now ? row.waitUntil : now;
}
