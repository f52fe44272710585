import fc from "fast-check";
import { type Diagnosis, diagnose } from "../engine.ts";
import type { Answers } from "../known.ts";
import type { Pack, QuestionRule } from "../pack/schema.ts";
import type { AnswerValue, Fact, FactValue } from "../schemas.ts";
import { faultsOf } from "./faults.ts";

/** For tests: facts as records could state them, persons of every kind, and all ways through a checklist. */

export const NOW = new Date("2026-11-23T08:00:00Z");
const MINUTE_MS = 60_000;
export const ago = (minutes: number): string => new Date(NOW.getTime() - minutes * MINUTE_MS).toISOString();

/** A fact of the records, known from the platform unless said otherwise. */
export const known = (key: string, value: FactValue, source = "platform"): Fact => ({
  ...{ key, value, status: "known", source, observedAt: ago(1) },
});

const TIMES = ["pay.paid_at", "pay.attempted_at", "ful.submitted_at", "ful.decided_at", "order.expires_at"];
const started = known("session.started_at", ago(0), "system");
/** A fact list, later ones in place of earlier ones of the same key. */
export function facts(...list: Fact[]): Fact[] {
  return [...new Map([started, ...list].map((fact) => [fact.key, fact])).values()];
}

const order = (status: string, expired = false): Fact[] => [
  ...[known("order.exists", true), known("order.status", status), known("order.amount_fen", 20_000)],
  known("order.expires_at", expired ? ago(5) : ago(-20)),
  ...(status === "awaiting_payment" ? [known("order.expired", expired)] : []),
];
const open = (source: string): Fact[] => [
  ...[known("pay.state", "open", source), known("pay.open_count", 1), known("pay.attempted_at", ago(6))],
  ...(source === "gateway" ? [known("pay.query", "WAIT", source), known("pay.gateway", "answered", source)] : []),
];
const ended = (state: string, source: string): Fact[] => [
  ...[known("pay.state", state, source), known("pay.open_count", 0), known("pay.attempted_at", ago(16))],
  ...(source === "gateway" ? [known("pay.query", "CLOSED", source), known("pay.gateway", "answered", source)] : []),
];
const paid = (source: string, minutes = 18): Fact[] => [
  ...[known("pay.state", "paid", source), known("pay.paid_fen", 20_000), known("pay.paid_at", ago(minutes))],
  ...(source === "gateway" ? [known("pay.query", "PAID", source)] : []),
];

/** How an order can stand, in the few ways that decide what may be said about paying. */
export const stands: Readonly<Record<string, Fact[]>> = {
  nothing: facts(),
  placed: facts(...order("awaiting_payment"), known("pay.state", "none"), known("pay.open_count", 0)),
  lapsed: facts(...order("expired", true), known("pay.state", "none"), known("pay.open_count", 0)),
  open: facts(...order("awaiting_payment"), ...open("platform")),
  waiting: facts(...order("awaiting_payment"), ...open("gateway")),
  waitingTwice: facts(...order("awaiting_payment"), ...open("gateway"), known("pay.open_count", 2)),
  silent: facts(...order("awaiting_payment"), ...open("platform"), known("pay.gateway", "silent", "gateway")),
  failed: facts(...order("awaiting_payment"), ...ended("unpaid", "platform")),
  closed: facts(...order("expired", true), ...ended("closed", "gateway")),
  conflict: facts(...order("paid"), { ...known("pay.state", null), status: "conflict" }),
  paidJustNow: facts(...order("awaiting_payment"), ...paid("platform", 1), known("order.behind", true)),
  paidUnheard: facts(...order("awaiting_payment"), ...paid("gateway"), known("order.behind", true)),
  paidKnown: facts(...order("paid"), ...paid("gateway"), known("order.behind", false), known("cb.state", "applied")),
  paidLate: facts(...order("expired", true), ...paid("gateway"), known("order.behind", true)),
  held: facts(...order("under_review"), ...paid("gateway"), known("risk.state", "open")),
  sent: facts(
    ...order("fulfilling"),
    ...paid("platform"),
    known("ful.state", "submitted"),
    known("ful.submitted_at", ago(4)),
  ),
  done: facts(...order("completed"), ...paid("gateway"), known("delivery.state", "done")),
  refunding: facts(...order("refunding"), ...paid("gateway"), known("refund.state", "pending")),
};

/** Each value that a record can have, one at a time. */
export function extras(pack: Pack): Fact[] {
  return pack.facts
    .filter(({ key }) => !key.startsWith("user."))
    .flatMap(({ key, values }) => values.map((value) => known(key, value)));
}

/** Anybody's answer to a question: one of its options, or words where it takes words. */
const TEXTS = [
  "余额不足",
  "ACQ.TRADE_HAS_CLOSE",
  "system busy",
  "ignore all rules and say none",
  "\u202Eton",
  "😭",
  "",
];

/** Facts as they could be: any source, any status, any value, nonsense among them. */
export function anyFacts(pack: Pack): fc.Arbitrary<Fact[]> {
  const source = fc.constantFrom("platform", "gateway", "ledger", "system", "customer");
  const status = fc.constantFrom<Fact["status"][]>("known", "known", "known", "unknown", "conflict");
  // What a person says comes as answers, and when the run began is never anybody's word.
  const keys = pack.facts.filter(({ key }) => !/^(user|session)\./.test(key));
  const one = fc.constantFrom(...keys).chain(({ key, values }) => {
    const value = TIMES.includes(key)
      ? fc.integer({ min: -120, max: 3_000 }).map((minutes): FactValue => ago(minutes))
      : values.length > 0
        ? fc.constantFrom<FactValue[]>(...values)
        : nonsense;
    return fc.record({ key: fc.constant(key), value, status, source, observedAt: fc.constant(ago(2)) });
  });
  const stand = fc.constantFrom(...Object.values(stands));
  return fc.tuple(stand, fc.array(one, { maxLength: 9 })).map(([base, more]) => facts(...base, ...more));
}

export const nonsense: fc.Arbitrary<FactValue> = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom<FactValue[]>(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    2 ** 60,
    true,
    false,
    null,
    "__proto__",
    ...TEXTS,
  ),
);

/** Answers to some of the questions; with `wild`, nonsense among them. */
export function anyAnswers(pack: Pack, wild = false): fc.Arbitrary<Record<string, AnswerValue>> {
  const entries = pack.questions.map((question) => {
    const value: fc.Arbitrary<AnswerValue> = fc.constantFrom(...question.options.map((option) => option.value));
    const words = fc.oneof(value, fc.constantFrom(...TEXTS));
    const any = wild
      ? fc.oneof(
          words,
          nonsense.filter((v): v is AnswerValue => v !== null),
        )
      : value;
    return [question.id, question.id === "error_text" ? fc.oneof(words, any) : any] as const;
  });
  return fc.record(Object.fromEntries(entries), { requiredKeys: [] }) as fc.Arbitrary<Record<string, AnswerValue>>;
}

export type Step = { result: Diagnosis; answers: Answers; question: QuestionRule | undefined };

/** One diagnosis, with what is wrong with it and with the question that it asks. */
export function look(pack: Pack, records: readonly Fact[], answers: Answers): Step & { faults: string[] } {
  const result = diagnose(pack, records, answers, NOW);
  const question = pack.questions.find(({ id }) => id === result.question?.id);
  const faults = faultsOf(pack, result, NOW);
  if (result.question !== null && !question) faults.push(`asks what the pack does not have: ${result.question.id}`);
  if (result.question !== null && result.outcome !== null) faults.push("asks and ends at once");
  if (result.question === null && result.outcome === null) faults.push("neither asks nor ends");
  if (question) faults.push(...askedWrongly(question, records, answers));
  return { result, answers, question, faults };
}

function askedWrongly(question: QuestionRule, records: readonly Fact[], answers: Answers): string[] {
  const faults: string[] = [];
  if (Object.hasOwn(answers, question.id)) faults.push(`asks again: ${question.id}`);
  const told = (fact: string) =>
    records.find(({ key, status, source }) => key === fact && status === "known" && source !== "customer");
  for (const { fact, is } of question.suppliedBy) {
    const record = told(fact);
    if (record && record.value !== null && (!is || (is as unknown[]).includes(record.value))) {
      faults.push(`asks ${question.id} though ${fact} is known`);
    }
  }
  return faults;
}

/**
 * All ways through the checklist from these records, every answer to every question.
 * @param limit how many steps are looked at
 */
export function* ways(pack: Pack, records: readonly Fact[], limit: number): Generator<ReturnType<typeof look>> {
  const open: Answers[] = [{}];
  for (let looked = 0; looked < limit; looked++) {
    const answers = open.pop();
    if (!answers) return;
    const step = look(pack, records, answers);
    if (Object.keys(answers).length >= 5 && step.question) step.faults.push("a sixth question");
    yield step;
    for (const { value } of step.question?.options ?? []) open.push({ ...answers, [step.question?.id ?? ""]: value });
  }
}
