import { setAside } from "./answers.ts";
import { type Diagnosis, diagnose } from "./engine.ts";
import { copyOf, whyText } from "./pack/index.ts";
import type { Pack } from "./pack/schema.ts";
import { disclose } from "./safety.ts";
import {
  type AnswerValue,
  type CauseCode,
  type DiagnosisView,
  type Fact,
  localeOf,
  type ProofState,
  type QuestionKind,
} from "./schemas.ts";
import { proofState, type Session, sessionFacts } from "./session.ts";

/** The causes that are worth showing: the first, and others that are not far behind. */
const MAX_CAUSES = 3;
const MIN_PROBABILITY = 0.05;
const MAX_WHY = 4;

/** What a run is, and the pack that it is pinned to. */
export type Replayed = { pack: Pack; session: Session };
/** The same with what its row tells. */
type Viewed = Replayed & { row: { id: string; ticketNumber: string | null } };

export const diagnoseSession = ({ pack, session }: Replayed, now: Date): Diagnosis =>
  diagnose(pack, sessionFacts(session), session.answers, now);

/** A run as the outside contract shows it, in the words of its own pack and the language of the caller. */
export function toView(run: Viewed, result: Diagnosis, locale: string): DiagnosisView {
  const { pack } = run;
  return {
    id: run.row.id,
    packVersion: pack.version,
    chargeState: result.chargeState,
    facts: shownFacts(run),
    causes: shownCauses(pack, result, locale),
    question: questionView(pack, result, locale),
    outcome: outcomeView(pack, result, locale),
    advice: result.advice,
  };
}

/** Facts for the view: what the person may see, their own answers among it. */
export function shownFacts({ pack, session }: Replayed): Fact[] {
  const own: Fact[] = pack.questions.flatMap((question) => {
    const value = session.answers[question.id];
    if (value === undefined) return [];
    const unsure = value === "unsure";
    const status = unsure ? ("unknown" as const) : ("known" as const);
    return [{ key: question.fact, value: unsure ? null : value, status, source: "customer", observedAt: null }];
  });
  return [...disclose(sessionFacts(session), session.proven).filter((f) => !f.key.startsWith("session.")), ...own];
}

export function shownCauses(pack: Pack, result: Diagnosis, locale: string): DiagnosisView["causes"] {
  const copy = copyOf(locale, pack);
  return result.ranking
    .filter((r, i) => i === 0 || (i < MAX_CAUSES && r.probability >= MIN_PROBABILITY))
    .map((r) => ({
      code: r.code,
      title: copy.causes[r.code].title,
      probability: Math.round(r.probability * 1_000) / 1_000,
      why: r.terms
        .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
        .slice(0, MAX_WHY)
        .flatMap(({ fact, value, weight }) => {
          const text = whyText(fact, value, locale, pack);
          return text === undefined ? [] : [{ fact, text, weight }];
        }),
    }));
}

function questionView(pack: Pack, result: Diagnosis, locale: string): DiagnosisView["question"] {
  if (result.question === null) return null;
  const { id, maxRemaining } = result.question;
  const shown = questionCopy(pack, id, locale);
  return shown ? { ...shown, maxRemaining } : null;
}

/** A question with its words and options. */
export function questionCopy(pack: Pack, id: string, locale: string) {
  const rule = pack.questions.find((q) => q.id === id);
  const words = copyOf(locale, pack).questions[id];
  if (!rule || !words) return undefined;
  const options = rule.options.map(({ value }) => ({ value, label: words.options[value] ?? value }));
  return { id, title: words.title, hint: words.hint, kind: rule.kind, options };
}

function outcomeView(pack: Pack, { outcome }: Diagnosis, locale: string): DiagnosisView["outcome"] {
  if (outcome === null) return null;
  const { remedies } = copyOf(locale, pack);
  return {
    kind: outcome.kind,
    remedies: outcome.remedies.map((code) => ({ code, text: remedies[code] ?? code })),
    ...(outcome.until ? { until: outcome.until.toISOString() } : {}),
    ...(outcome.recheckAt ? { recheckAt: outcome.recheckAt.toISOString() } : {}),
  };
}

export type AnsweredQuestion = {
  questionId: string;
  title: string;
  value: AnswerValue;
  label: string;
  kind: QuestionKind;
  /** It counts for nothing any more: records told since, or what it depends on is no longer so. */
  setAside: boolean;
};

/** What was answered, with the words of question and answer, in the order in which it was. */
export function answeredQuestions({ pack, session }: Replayed, locale: string): AnsweredQuestion[] {
  const idle = setAside({ pack, session });
  return Object.entries(session.answers).flatMap(([id, value]) => {
    const shown = questionCopy(pack, id, locale);
    if (!shown) return [];
    const label = shown.options.find((o) => o.value === value)?.label ?? String(value);
    return [{ questionId: id, title: shown.title, value, label, kind: shown.kind, setAside: idle.has(id) }];
  });
}

/** Everything that the checklist's pages need beside the view: what was given, said and concluded, in words. */
export type DiagnosisPage = {
  view: DiagnosisView;
  proof: ProofState;
  given: Session["given"];
  answers: AnsweredQuestion[];
  /** The cause to explain; `UNKNOWN` when the result is too weak. */
  cause: { code: CauseCode; title: string; happened: string; money: string; now: string; by: string };
  chargeText: string;
  /** Why-sentences for and against the cause, most telling first. */
  reasons: { text: string; supports: boolean }[];
  /** The order, once it is proven. */
  orderNo: string | null;
  ticketNumber: string | null;
  /** The person said that it is solved. */
  solved: boolean;
};

export function toPage(run: Viewed, result: Diagnosis, locale: string): DiagnosisPage {
  const { row, session, pack } = run;
  const copy = copyOf(locale, pack);
  const { agentNote: _, ...cause } = copy.causes[result.causeCode];
  const ranked = result.ranking.find((r) => r.code === result.causeCode);
  return {
    view: toView(run, result, locale),
    proof: proofState(session),
    given: session.given,
    answers: answeredQuestions(run, locale),
    cause: { code: result.causeCode, ...cause },
    chargeText: copy.charge[result.chargeState],
    reasons: (ranked?.terms ?? [])
      .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .flatMap(({ fact, value, weight }) => {
        const text = whyText(fact, value, localeOf(locale), pack);
        return text === undefined ? [] : [{ text, supports: weight > 0 }];
      }),
    orderNo: session.proven ? session.orderNo : null,
    ticketNumber: row.ticketNumber,
    solved: session.solved,
  };
}
