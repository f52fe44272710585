import { z } from "zod";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { diagnoses } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { emit } from "#server/jobs/outbox.ts";
import { findOrderNoByPayment, loadCase } from "#server/orders/index.ts";
import { checkAnswers } from "../answers.ts";
import type { Pack } from "../pack/schema.ts";
import { runningPack } from "../packs/read.ts";
import { settledPack } from "../packs/settle.ts";
import { type AnswerValue, type DiagnosisView, diagnosisStartSchema, localeOf } from "../schemas.ts";
import { emptySession, type Given } from "../session.ts";
import { readStartText, type StartText } from "../start-text.ts";
import { append, conclude, type OpenRun, refresh } from "../store.ts";
import { toView } from "../view.ts";
import { askAboutOrder } from "./ask-first.ts";

const inputSchema = diagnosisStartSchema.extend({ locale: z.string().max(35).optional() });
export type StartDiagnosisInput = z.input<typeof inputSchema>;

/**
 * Starts a run of the checklist from an order number, a payment number or text, with any answers given at once.
 * A customer sees no records before proving the order theirs; for keys and staff `onBehalfOf` narrows it to one customer.
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
  const read = data.text === undefined ? {} : readStartText(data.text);
  const given = givenOf(data, read, trusted);
  const answers = [
    ...readAnswers(read, data.answers ?? {}),
    ...checkAnswers(await runningPack(ctx.tx ?? db), data.answers ?? {}),
  ];
  const locale = localeOf(data.locale);
  const now = ctx.clock.now();
  const id = newId();
  if (!ctx.tx) {
    const known = await resolveOrder(db, given, read.candidates ?? []);
    if (await maySee(db, ctx, known, given)) await askAboutOrder(ctx, known);
  }
  const unit = async (tx: Tx) => {
    const orderNo = await resolveOrder(tx, given, read.candidates ?? []);
    let run = await create(tx, id, { given, orderNo, locale, now, pack: await settledPack(tx, ctx.clock) });
    run = await append(tx, run, { kind: "started", given, orderNo, trusted }, now);
    if (await isTheirs(tx, ctx, orderNo)) run = await append(tx, run, { kind: "proof", ok: true }, now);
    for (const [questionId, value] of answers) {
      run = await append(tx, run, { kind: "answered", questionId, value }, now);
    }
    run = await refresh(tx, run, now);
    const concluded = await conclude(tx, run, now, "person");
    const subject = `diagnosis:${id}`;
    await appendAudit(tx, ctx, {
      action: "diagnosis.started",
      subject,
      data: { orderNo, onBehalfOf: given.onBehalfOf ?? null },
    });
    await emit(tx, ctx.clock, { topic: "diagnosis.started", subject, payload: { orderNo } });
    return toView(concluded.run, concluded.result, locale);
  };
  return ctx.tx ? unit(ctx.tx) : transact(unit);
}

const tidy = (value: string) => value.normalize("NFKC").trim();

function givenOf(data: z.output<typeof inputSchema>, read: StartText, trusted: boolean): Given {
  const orderNo = data.orderNo ?? read.orderNo;
  const paymentNo = data.paymentNo ?? read.paymentNo;
  return {
    ...(orderNo === undefined ? {} : { orderNo: tidy(orderNo) }),
    ...(paymentNo === undefined ? {} : { paymentNo: tidy(paymentNo) }),
    ...(data.text === undefined ? {} : { text: data.text.slice(0, 2_000) }),
    ...(read.amountFen === undefined ? {} : { amountFen: read.amountFen }),
    ...(read.channel === undefined ? {} : { channel: read.channel }),
    ...(read.paidAt === undefined ? {} : { paidAt: read.paidAt }),
    ...(read.errorText === undefined ? {} : { errorText: read.errorText }),
    ...(trusted && data.onBehalfOf !== undefined ? { onBehalfOf: data.onBehalfOf } : {}),
  };
}

/** What the text answers by itself. A debit that it denies is asked again: only an explicit "no" may ease a warning. */
function readAnswers(read: StartText, given: Readonly<Record<string, AnswerValue>>): [string, AnswerValue][] {
  const answers: [string, AnswerValue][] = [];
  if (read.debited === "yes" || read.debited === "twice") answers.push(["debited", read.debited]);
  if (read.errorText !== undefined) answers.push(["error_text", read.errorText]);
  return answers.filter(([id]) => !Object.hasOwn(given, id));
}

/**
 * The order that the numbers lead to. People mix the two numbers up, so each is tried as the other; what else in the text could
 * be a number is tried after them. Whether any was found shows to nobody before the proof.
 */
async function resolveOrder(reader: Db, given: Given, candidates: readonly string[]): Promise<string | null> {
  const named = [given.orderNo, given.paymentNo].filter((no) => no !== undefined);
  for (const no of new Set([...named, ...candidates])) {
    if (await loadCase(reader, no)) return no;
    const byPayment = await findOrderNoByPayment(reader, no);
    if (byPayment !== undefined) return byPayment;
  }
  return given.orderNo ?? null;
}

/** A signed-in customer's own order needs no further proof. */
async function isTheirs(reader: Db, { actor }: Ctx, orderNo: string | null): Promise<boolean> {
  if (actor.kind !== "customer" || orderNo === null || actor.id.startsWith("diagnosis:")) return false;
  const found = await loadCase(reader, orderNo);
  return found?.order.customerId === actor.id;
}

/** Whether the asker sees the order's records at once, without proving anything. */
async function maySee(reader: Db, ctx: Ctx, orderNo: string | null, { onBehalfOf }: Given): Promise<boolean> {
  if (ctx.actor.kind === "customer") return isTheirs(reader, ctx, orderNo);
  if (orderNo === null || onBehalfOf === undefined) return true;
  return (await loadCase(reader, orderNo))?.order.customerId === onBehalfOf;
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
    place: null,
    createdAt: of.now,
    updatedAt: of.now,
  };
  await tx.insert(diagnoses).values(row);
  return { row, pack: of.pack, session: emptySession(of.now), nextSeq: 1 };
}
