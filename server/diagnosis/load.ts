import type { Db } from "#db/client.ts";
import { loadCase } from "#server/orders/index.ts";
import type { EngineOutcome } from "./engine.ts";
import { causeInfo, pack } from "./pack/index.ts";
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
  paymentNo: string | null;
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
  reasons: DiagnosisView["causes"];
  answers: AnsweredQuestion[];
  facts: Fact[];
  /** What the person said at the start, as read; never looked up. */
  given: Session["given"];
  productName: string | null;
  productType: string | null;
  target: string | null;
  channel: string | null;
  /** What is at stake: what was paid, or else the price, or else what the person named. */
  amountFen: number | null;
  errorText: string | null;
  occurredAt: Date | null;
  stuckSince: Date | null;
};

/**
 * A run with all that a structured ticket needs, as the log and the records stand.
 * @param reader `db`, or the `tx` of the transaction that opens the ticket
 * @param locale the language of the reasons and answers; the run's own by default
 * @returns undefined when there is no such run
 */
export async function loadDiagnosis(
  reader: Db,
  id: string,
  now: Date,
  locale?: string,
): Promise<LoadedDiagnosis | undefined> {
  const run = await loadRun(reader, id);
  if (!run) return undefined;
  const { row, session } = run;
  const result = diagnoseSession(session, now);
  const words = localeOf(locale ?? row.locale);
  const info = causeInfo(result.causeCode, words);
  return {
    id,
    locale: localeOf(row.locale),
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
    reasons: shownCauses(result, words),
    answers: answeredQuestions(session, words),
    facts: shownFacts(session),
    given: session.given,
    ...(await orderPart(reader, session)),
  };
}

function claimFor(advice: readonly AdviceTag[], charge: ChargeState): Claim {
  if (advice.includes("APPEAL")) return "lift_risk_hold";
  if (advice.includes("REFUND")) return "refund";
  if (advice.includes("REDELIVER") || charge === "confirmed") return "complete_topup";
  return charge === "possible" ? "trace_funds" : "other";
}

type OrderPart = Pick<
  LoadedDiagnosis,
  | "orderNo"
  | "paymentNo"
  | "customerId"
  | "productName"
  | "productType"
  | "target"
  | "channel"
  | "amountFen"
  | "errorText"
  | "occurredAt"
  | "stuckSince"
>;

async function orderPart(reader: Db, session: Session): Promise<OrderPart> {
  const { given } = session;
  const said = session.answers.error_text;
  const spoken = typeof said === "string" && !pack.questions.some((q) => q.options.some((o) => o.value === said));
  const ownError = given.errorText ?? (spoken ? String(said) : null);
  const found = session.proven && session.orderNo !== null ? await loadCase(reader, session.orderNo) : undefined;
  if (!found) {
    return {
      orderNo: null,
      paymentNo: given.paymentNo ?? null,
      customerId: null,
      productName: null,
      productType: null,
      target: null,
      channel: given.channel ?? null,
      amountFen: given.amountFen ?? null,
      errorText: ownError,
      occurredAt: given.paidAt === undefined ? null : new Date(given.paidAt),
      stuckSince: null,
    };
  }
  const { order, payments } = found;
  const payment = payments.findLast((p) => p.paidFen > 0) ?? payments.at(-1);
  const failure = found.fulfilments.findLast((f) => f.errorMessage !== null || f.errorCode !== null);
  return {
    orderNo: order.orderNo,
    paymentNo: payment?.gatewayTradeNo ?? payment?.outTradeNo ?? given.paymentNo ?? null,
    customerId: order.customerId,
    productName: order.productName,
    productType: order.productType,
    target: order.targetServer === null ? order.target : `${order.target} / ${order.targetServer}`,
    channel: payment?.channel ?? given.channel ?? null,
    amountFen: order.paidFen > 0 ? order.paidFen : order.amountFen,
    errorText: failure?.errorMessage ?? failure?.errorCode ?? payment?.errorMessage ?? payment?.errorCode ?? ownError,
    occurredAt: order.paidAt ?? payment?.attemptedAt ?? order.createdAt,
    stuckSince: order.paidAt ?? null,
  };
}
