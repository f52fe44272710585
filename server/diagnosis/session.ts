import { z } from "zod";
import { withheldFacts } from "./facts.ts";
import { type AnswerValue, answerValueSchema, type Fact, factSchema, type ProofState } from "./schemas.ts";

/** What a run's log may hold. The log is only ever appended to; what a run is, is its replay. */
const given = z.object({
  orderNo: z.string().optional(),
  paymentNo: z.string().optional(),
  text: z.string().optional(),
  amountFen: z.number().optional(),
  channel: z.string().optional(),
  paidAt: z.string().optional(),
  payee: z.string().optional(),
  errorText: z.string().optional(),
  /** They looked over everything that was read, and it is right. */
  confirmed: z.boolean().optional(),
  /** They showed a bill that says it was paid, and confirmed what was read on it. */
  proof: z.boolean().optional(),
  /** Their text told of a debit that they denied in the same breath. */
  saidDebited: z.boolean().optional(),
  onBehalfOf: z.string().optional(),
});
/** What the person named at the start, as read; never looked up. */
export type Given = z.output<typeof given>;

export const entrySchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("started"),
    given,
    /** The order that the given numbers lead to, whether or not there is one. For our eyes until it is proven. */
    orderNo: z.string().nullable(),
    /** Keys and staff see records without proving anything. */
    trusted: z.boolean(),
  }),
  z.object({
    /** What was read of a text or picture and confirmed, or corrected: from here on it is what the person named. */
    kind: z.literal("named"),
    given,
    orderNo: z.string().nullable(),
  }),
  z.object({ kind: z.literal("facts"), facts: z.array(factSchema) }),
  z.object({ kind: z.literal("answered"), questionId: z.string(), value: answerValueSchema }),
  z.object({ kind: z.literal("undone"), questionId: z.string() }),
  z.object({ kind: z.literal("proof"), ok: z.boolean() }),
  z.object({ kind: z.literal("human") }),
  z.object({ kind: z.literal("solved") }),
]);
export type Entry = z.output<typeof entrySchema>;
export type LoggedEntry = { entry: Entry; at: Date };

export type Session = {
  given: Given;
  orderNo: string | null;
  trusted: boolean;
  proven: boolean;
  human: boolean;
  /** The person says that it is solved; taken back by whatever they say next. */
  solved: boolean;
  startedAt: Date;
  /** The records as last looked up; empty until the owner is verified. */
  records: Fact[];
  answers: Record<string, AnswerValue>;
  /** When proofs of ownership failed. */
  failedProofs: Date[];
};

export const emptySession = (at: Date): Session => ({
  given: {},
  orderNo: null,
  trusted: false,
  proven: false,
  human: false,
  solved: false,
  startedAt: at,
  records: [],
  answers: {},
  failedProofs: [],
});

/** One step of the replay. Replaying all at once and one by one is the same, because this is all there is. */
export function step(session: Session, { entry, at }: LoggedEntry): Session {
  switch (entry.kind) {
    case "started":
      return { ...session, given: entry.given, orderNo: entry.orderNo, trusted: entry.trusted, startedAt: at };
    case "named": {
      const { text, onBehalfOf, saidDebited } = session.given;
      const kept = {
        ...(text === undefined ? {} : { text }),
        ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
        ...(saidDebited === undefined ? {} : { saidDebited }),
      };
      // Another order is not theirs because the one before was.
      const same = entry.orderNo === session.orderNo;
      const order = same ? {} : { orderNo: entry.orderNo, proven: false, records: [] };
      return { ...session, given: { ...entry.given, ...kept }, ...order, solved: false };
    }
    case "facts":
      return { ...session, records: entry.facts };
    case "answered":
      return { ...session, solved: false, answers: { ...session.answers, [entry.questionId]: entry.value } };
    case "undone": {
      const { [entry.questionId]: _, ...answers } = session.answers;
      return { ...session, solved: false, answers };
    }
    case "proof":
      return entry.ok ? { ...session, proven: true } : { ...session, failedProofs: [...session.failedProofs, at] };
    case "human":
      return { ...session, human: true, solved: false };
    case "solved":
      return { ...session, solved: true };
  }
}

/** What a run is, from its log. */
export function replay(log: readonly LoggedEntry[]): Session {
  return log.reduce(step, emptySession(log[0]?.at ?? new Date(0)));
}

export function proofState(session: Session): ProofState {
  if (session.proven) return "proven";
  // By what was named, not by what was found: whether there is such an order is nobody's business yet.
  return session.given.orderNo === undefined && session.given.paymentNo === undefined ? "no_order" : "needed";
}

/** The facts that the engine gets: the records when they may be seen, and what the run itself tells. */
export function sessionFacts(session: Session): Fact[] {
  const at = session.startedAt.toISOString();
  const own: Fact = { key: "session.started_at", value: at, status: "known", source: "system", observedAt: at };
  const said = [
    ...(session.human ? ["user.wants_human"] : []),
    ...(session.given.proof ? ["user.proof"] : []),
    ...(session.given.saidDebited ? ["user.said_debited"] : []),
  ].map(ofPerson);
  const records = session.proven && session.records.length > 0 ? session.records : withheldFacts();
  return [...records, own, ...said];
}

/** Something that is so because the person said or showed it. */
export const ofPerson = (key: string): Fact => ({
  key,
  value: true,
  status: "known",
  source: "customer",
  observedAt: null,
});

/** True when two looks at the records show the same. */
export const sameFacts = (a: readonly Fact[], b: readonly Fact[]): boolean =>
  JSON.stringify(a.map(flat)) === JSON.stringify(b.map(flat));
const flat = ({ key, value, status, source, observedAt }: Fact) => [key, value, status, source, observedAt];
