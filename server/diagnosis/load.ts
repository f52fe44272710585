import type { Db } from "#db/client.ts";
import { loadCase, type OrderCase } from "#server/orders/index.ts";
import type { EngineOutcome } from "./engine.ts";
import { causeInfo } from "./pack/index.ts";
import type { Pack } from "./pack/schema.ts";
import {
  type AdviceTag,
  type CauseCode,
  type ChargeState,
  type Claim,
  type DiagnosisView,
  type Fact,
  type Locale,
  localeOf,
  type SlaClass,
  type Team,
} from "./schemas.ts";
import type { Session } from "./session.ts";
import { loadRun } from "./store.ts";
import { type AnsweredQuestion, answeredQuestions, diagnoseSession, shownCauses, shownFacts } from "./view.ts";

/** Everything that a ticket takes over from a run. Order fields are there only when the owner is proven. */
export type LoadedDiagnosis = {
  id: string;
  locale: Locale;
  packVersion: string;
  owner: boolean;
  /** The order, once proven; until then see {@link claimedOrderNo}. */
  orderNo: string | null;
  claimedOrderNo: string | null;
  customerId: string | null;
  ticketNumber: string | null;
  human: boolean;
  chargeState: ChargeState;
  causeCode: CauseCode;
  abstained: boolean;
  team: Team;
  slaClass: SlaClass;
  suggestedClaim: Claim;
  advice: AdviceTag[];
  outcome: EngineOutcome | null;
  /** The reasoning and what was answered, in each language: agents read it in theirs, whatever the customer's was. */
  told: Record<Locale, { reasons: DiagnosisView["causes"]; answers: AnsweredQuestion[] }>;
  facts: Fact[];
  /** What the person said at the start, as read; never looked up. */
  given: Session["given"];
  /** The error they saw, in their own words. */
  errorText: string | null;
  /** What the records say, once the order is proven theirs. */
  orderCase: OrderCase | null;
};

/**
 * A run with all that a structured ticket needs, as the log and the records stand.
 * @param reader `db`, or the `tx` of the transaction that opens the ticket
 * @returns undefined when there is no such run
 */
export async function loadDiagnosis(reader: Db, id: string, now: Date): Promise<LoadedDiagnosis | undefined> {
  const run = await loadRun(reader, id);
  if (!run) return undefined;
  const { row, session, pack } = run;
  const found = session.proven && session.orderNo !== null ? await loadCase(reader, session.orderNo) : undefined;
  const orderCase = found ?? null;
  const result = diagnoseSession(run, now);
  const locale = localeOf(row.locale);
  const info = causeInfo(result.causeCode, locale, pack);
  const told = (words: Locale) => ({
    reasons: shownCauses(pack, result, words),
    answers: answeredQuestions(run, words),
  });
  return {
    id,
    locale,
    packVersion: pack.version,
    owner: session.proven,
    claimedOrderNo: session.given.orderNo ?? null,
    ticketNumber: row.ticketNumber,
    human: session.human,
    chargeState: result.chargeState,
    causeCode: result.causeCode,
    abstained: result.trace.abstained,
    team: info.team,
    slaClass: info.sla,
    suggestedClaim: claimFor(result.advice, result.chargeState),
    advice: result.advice,
    outcome: result.outcome,
    told: { "zh-CN": told("zh-CN"), en: told("en") },
    facts: shownFacts(run),
    given: session.given,
    errorText: saidError(run),
    orderNo: orderCase?.order.orderNo ?? null,
    customerId: orderCase?.order.customerId ?? null,
    orderCase,
  };
}

function saidError({ pack, session }: { pack: Pack; session: Session }): string | null {
  const { given, answers } = session;
  const said = answers.error_text;
  const chosen = pack.questions.some((question) => question.options.some((option) => option.value === said));
  return given.errorText ?? (typeof said === "string" && !chosen ? said : null);
}

function claimFor(advice: readonly AdviceTag[], charge: ChargeState): Claim {
  if (advice.includes("APPEAL")) return "lift_risk_hold";
  if (advice.includes("REFUND")) return "refund";
  if (advice.includes("REDELIVER") || charge === "confirmed") return "complete_topup";
  return charge === "possible" ? "trace_funds" : "other";
}
