import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { diagnoses } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { emit } from "#server/jobs/outbox.ts";
import type { NamedOrder } from "#server/orders/index.ts";
import { readText, type TextReading } from "#server/reading/index.ts";
import { checkAnswers } from "../answers.ts";
import { answersIn, isTheirs, namedNumbers, resolveOrder, tidy } from "../naming.ts";
import { proveByNaming } from "../ownership.ts";
import type { Pack } from "../pack/schema.ts";
import { runningPack } from "../packs/read.ts";
import { settledPack } from "../packs/settle.ts";
import { type AnswerValue, type DiagnosisView, diagnosisStartSchema, type Locale, localeOf } from "../schemas.ts";
import { emptySession, type Given } from "../session.ts";
import { append, conclude, type OpenRun, refresh } from "../store.ts";
import { toView } from "../view.ts";
import { askAboutOrder } from "./ask-first.ts";
import { viewDiagnosis } from "./view-diagnosis.ts";

const inputSchema = diagnosisStartSchema.extend({
  locale: z.string().max(35).optional(),
  /** Pictures follow, and everything read will be confirmed: nothing is proven by what is named until then. */
  unconfirmed: z.boolean().optional(),
});
export type StartDiagnosisInput = z.input<typeof inputSchema>;

/**
 * Starts a run of the checklist from an order number, a payment number or text, with any answers given at once.
 * A customer sees no records before proving the order theirs, which naming a payment number of it does; for keys and staff
 * `onBehalfOf` narrows it to one customer.
 * @throws DomainError 422 INVALID_INPUT or INVALID_ANSWER, 403 FORBIDDEN
 */
export async function startDiagnosis({ ctx, input }: { ctx: Ctx; input: StartDiagnosisInput }): Promise<DiagnosisView> {
  const trusted = ctx.actor.kind !== "customer";
  if (trusted) authorize(ctx, "diagnosis:write");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
    throw invalid("INVALID_INPUT", "The input is not usable.", { errors });
  }
  const { data } = parsed;
  const now = ctx.clock.now();
  const read: TextReading = data.text === undefined ? { fields: [] } : readText(data.text, { now });
  const pack = await runningPack(ctx.tx ?? db);
  const explicit = checkAnswers(pack, data.answers ?? {});
  const begin: Begin = {
    id: newId(),
    data,
    read,
    candidates: read.candidates ?? [],
    given: { ...givenOf(data, read, trusted), ...(contradicts(pack, read, explicit) ? { saidDebited: true } : {}) },
    explicit,
    trusted,
    locale: localeOf(data.locale),
    now,
  };
  if (ctx.tx) return (await open(ctx.tx, ctx, begin)).view;
  const { orderNo, found } = await resolveOrder(db, begin.given, begin.candidates);
  if (maySee(ctx, found, begin.given)) await askAboutOrder(ctx, orderNo);
  // One at a time for one set of numbers, so that guesses made at once are counted.
  const [first, second] = namedNumbers(begin.given, begin.candidates);
  const started = await transact(
    (tx) => open(tx, ctx, begin),
    second === undefined ? {} : { serializeOn: `proof:${first}` },
  );
  if (!started.byNaming) return started.view;
  // Only now: before the proof nothing may show whether there is such an order, not even how long an answer takes.
  const owner: Ctx = { ...ctx, actor: { kind: "customer", id: `diagnosis:${begin.id}`, name: "customer" } };
  return viewDiagnosis({ ctx: owner, input: { id: begin.id, locale: begin.locale } });
}

/** The text tells of a debit that an answer given along with it denies. */
function contradicts(pack: Pack, { debited }: TextReading, explicit: readonly [string, AnswerValue][]): boolean {
  const question = pack.questions.find(({ fact }) => fact === "user.debited")?.id;
  const told = debited === "yes" || debited === "twice";
  return told && explicit.some(([id, value]) => id === question && value === "no");
}

type Begin = {
  id: string;
  data: z.output<typeof inputSchema>;
  read: TextReading;
  candidates: readonly string[];
  given: Given;
  explicit: [string, AnswerValue][];
  trusted: boolean;
  locale: Locale;
  now: Date;
};

async function open(tx: Tx, ctx: Ctx, begin: Begin): Promise<{ view: DiagnosisView; byNaming: boolean }> {
  const { id, data, read, candidates, given, explicit, trusted, locale, now } = begin;
  const { orderNo, found } = await resolveOrder(tx, given, candidates);
  const pack = await settledPack(tx, ctx.clock);
  let run = await create(tx, id, { given, orderNo, locale, now, pack });
  run = await append(tx, run, { kind: "started", given, orderNo, trusted }, now);
  if (isTheirs(ctx, found)) run = await append(tx, run, { kind: "proof", ok: true }, now);
  else if (!data.unconfirmed) run = await proveByNaming(tx, run, namedNumbers(given, candidates), now);
  const byNaming = run.session.proven && !isTheirs(ctx, found);
  const said = answersIn(pack, read).filter(([question]) => !Object.hasOwn(data.answers ?? {}, question));
  for (const [questionId, value] of [...said, ...explicit]) {
    run = await append(tx, run, { kind: "answered", questionId, value }, now);
  }
  run = await refresh(tx, run, now);
  const concluded = await conclude(tx, run, now, "person");
  const subject = `diagnosis:${id}`;
  const told = { orderNo, onBehalfOf: given.onBehalfOf ?? null, byNaming };
  await appendAudit(tx, ctx, { action: "diagnosis.started", subject, data: told });
  await emit(tx, ctx.clock, { topic: "diagnosis.started", subject, payload: { orderNo } });
  return { view: toView(concluded.run, concluded.result, locale), byNaming };
}

function givenOf(data: z.output<typeof inputSchema>, read: TextReading, trusted: boolean): Given {
  const orderNo = data.orderNo ?? read.orderNo;
  const paymentNo = data.paymentNo ?? read.paymentNo;
  return {
    ...(orderNo === undefined ? {} : { orderNo: tidy(orderNo) }),
    ...(paymentNo === undefined ? {} : { paymentNo: tidy(paymentNo) }),
    ...(data.text === undefined ? {} : { text: data.text.slice(0, 2_000) }),
    ...(read.amountFen === undefined ? {} : { amountFen: read.amountFen }),
    ...(read.channel === undefined ? {} : { channel: read.channel }),
    ...(read.paidAt === undefined ? {} : { paidAt: read.paidAt }),
    ...(read.payee === undefined ? {} : { payee: read.payee }),
    ...(read.errorText === undefined ? {} : { errorText: read.errorText }),
    ...(trusted && data.onBehalfOf !== undefined ? { onBehalfOf: data.onBehalfOf } : {}),
  };
}

/** Whether the asker sees the order's records at once, without proving anything. */
function maySee(ctx: Ctx, found: NamedOrder | undefined, { onBehalfOf }: Given): boolean {
  if (ctx.actor.kind === "customer") return isTheirs(ctx, found);
  return onBehalfOf === undefined || found?.customerId === onBehalfOf;
}

async function create(
  tx: Tx,
  id: string,
  of: { given: Given; orderNo: string | null; locale: string; now: Date; pack: Pack },
): Promise<OpenRun> {
  const row = {
    id,
    packVersion: of.pack.version,
    locale: of.locale,
    orderNo: of.orderNo,
    paymentNo: of.given.paymentNo ?? null,
    customerId: null,
    owner: false,
    causeCode: null,
    chargeState: "possible" as const,
    outcomeKind: null,
    waitUntil: null,
    ticketNumber: null,
    solvedAt: null,
    place: null,
    createdAt: of.now,
    updatedAt: of.now,
  };
  await tx.insert(diagnoses).values(row);
  return { row, pack: of.pack, session: emptySession(of.now), nextSeq: 1 };
}
