import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/client.ts";
import { diagnoses } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { emit } from "#server/jobs/outbox.ts";
import { answersIn, isTheirs, namedNumbers, resolveOrder, tidy } from "../naming.ts";
import { proveByNaming } from "../ownership.ts";
import type { DiagnosisView } from "../schemas.ts";
import type { Given } from "../session.ts";
import { append, conclude, type OpenRun, openRun, refresh, within } from "../store.ts";
import { toView } from "../view.ts";
import type { ById } from "./change.ts";
import { viewDiagnosis } from "./view-diagnosis.ts";

const number = z.string().trim().min(1).max(128);
const line = z.string().trim().min(1).max(200);
const namedSchema = z.object({
  orderNo: number.optional(),
  paymentNo: number.optional(),
  /** Further numbers that were read; for looking up only. */
  candidates: z.array(number).max(5).optional(),
  amountFen: z.number().int().positive().max(100_000_000).optional(),
  channel: line.optional(),
  paidAt: z.iso.datetime().optional(),
  payee: line.optional(),
  errorText: z.string().trim().min(1).max(500).optional(),
  /** A picture of theirs says that it was paid, and they confirmed that. */
  paid: z.boolean().optional(),
});
/** What a person says was read right, or put right. */
export type Named = z.input<typeof namedSchema>;

/**
 * Takes over what was read from text and pictures once the person confirmed or corrected it. It takes the place of what was named
 * before; a payment number of the order among it proves that the order is theirs.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, 422 INVALID_INPUT
 */
export async function confirmReading({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: ById & { named: Named };
}): Promise<DiagnosisView> {
  const parsed = namedSchema.safeParse(input.named);
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
    throw invalid("INVALID_INPUT", "The input is not usable.", { errors });
  }
  const { view, proven } = await within(ctx, input.id, (tx) => name(tx, ctx, input, parsed.data));
  // Only now: before the proof nothing may show whether there is such an order, not even how long an answer takes.
  return proven && !ctx.tx ? viewDiagnosis({ ctx, input }) : view;
}

async function name(tx: Tx, ctx: Ctx, input: ById, named: z.output<typeof namedSchema>) {
  const now = ctx.clock.now();
  let run = await openRun(tx, ctx, input.id);
  const given = givenOf(named);
  const candidates = (named.candidates ?? []).map(tidy);
  const { orderNo, found } = await resolveOrder(tx, given, candidates);
  if (!says(run, given, orderNo)) run = await append(tx, run, { kind: "named", given, orderNo }, now);
  if (!run.session.proven && isTheirs(ctx, found)) run = await append(tx, run, { kind: "proof", ok: true }, now);
  else run = await proveByNaming(tx, run, namedNumbers(given, candidates), now);
  const read = {
    ...(named.paid ? { debited: "yes" as const } : {}),
    ...(given.errorText === undefined ? {} : { errorText: given.errorText }),
  };
  for (const [questionId, value] of answersIn(run.pack, read)) {
    // What they answered themselves stands.
    if (Object.hasOwn(run.session.answers, questionId)) continue;
    run = await append(tx, run, { kind: "answered", questionId, value }, now);
  }
  const paymentNo = given.paymentNo ?? null;
  await tx.update(diagnoses).set({ paymentNo }).where(eq(diagnoses.id, input.id));
  run = await refresh(tx, { ...run, row: { ...run.row, paymentNo } }, now);
  const concluded = await conclude(tx, run, now, "person");
  const subject = `diagnosis:${input.id}`;
  await appendAudit(tx, ctx, { action: "diagnosis.named", subject, data: { orderNo, proven: run.session.proven } });
  await emit(tx, ctx.clock, { topic: "diagnosis.changed", subject });
  const view = toView(concluded.run, concluded.result, input.locale ?? run.row.locale);
  return { view, proven: run.session.proven };
}

/** Whether the run says exactly this already: a form sent twice adds nothing to the log. */
function says({ session }: OpenRun, given: Given, orderNo: string | null): boolean {
  const { text: _, onBehalfOf: __, ...before } = session.given;
  const flat = (value: Given) => JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return session.orderNo === orderNo && flat(before) === flat(given);
}

function givenOf(named: z.output<typeof namedSchema>): Given {
  const { orderNo, paymentNo, amountFen, channel, paidAt, payee, errorText, paid } = named;
  return {
    ...(orderNo === undefined ? {} : { orderNo: tidy(orderNo) }),
    ...(paymentNo === undefined ? {} : { paymentNo: tidy(paymentNo) }),
    ...(amountFen === undefined ? {} : { amountFen }),
    ...(channel === undefined ? {} : { channel: tidy(channel) }),
    ...(paidAt === undefined ? {} : { paidAt }),
    ...(payee === undefined ? {} : { payee: tidy(payee) }),
    ...(errorText === undefined ? {} : { errorText: tidy(errorText) }),
    ...(paid ? { proof: true } : {}),
    confirmed: true,
  };
}
