import { foldCase, type OrderCase } from "#server/orders/index.ts";
import { readText } from "#server/reading/index.ts";
import { deriveFacts, lostFacts, type Orphan, withheldFacts } from "../facts.ts";
import type { AnswerValue, Fact } from "../schemas.ts";
import type { Scenario } from "./scenario.ts";

/** The records of a scenario, folded from its events by what fills the database too. Pure. */
export const caseOf = ({ orderNo, events, words, now }: Scenario): OrderCase | undefined =>
  foldCase(orderNo, { events, words }, now);

/** What a run of the checklist would know of a scenario before anything is asked. Pure. */
export function factsOf(scenario: Scenario): Fact[] {
  const at = scenario.startedAt.toISOString();
  const started: Fact = { key: "session.started_at", value: at, status: "known", source: "system", observedAt: at };
  return [...recordsOf(scenario), started];
}

function recordsOf(scenario: Scenario): Fact[] {
  const { proven, now, gateways, standing, startedAt, events, words, around } = scenario;
  // Who names no number, or one that is not theirs to see, hears of nothing.
  if (!proven || events.length + words.length === 0) return withheldFacts();
  const found = caseOf(scenario);
  return found ? deriveFacts(found, now, gateways, standing, around) : lostFacts(orphanOf(scenario), startedAt);
}

/** Money under a number of which there is no order: the gateway's word before the platform's, as a run would find it. */
function orphanOf({ events, words }: Scenario): Orphan | null {
  for (const word of words) {
    if (word.kind !== "payment" || !["paid", "frozen"].includes(word.observation.state)) continue;
    const { amountFen, paidAt } = word.observation;
    return { paidFen: amountFen, paidAt: paidAt === null ? word.at : new Date(paidAt), byGateway: true };
  }
  const paid = events.find(({ type }) => type === "topup.payment.succeeded");
  if (!paid) return null;
  const { amountFen } = paid.data as { amountFen?: unknown };
  const paidFen = typeof amountFen === "number" ? amountFen : null;
  return { paidFen, paidAt: new Date(String(paid.time)), byGateway: false };
}

/** What the pasted text answers by itself, as at the start of a run. */
export function saidAtStart({ text }: Scenario): Record<string, AnswerValue> {
  const read = readText(text ?? "");
  return {
    ...((read.debited === "yes" || read.debited === "twice") && { debited: read.debited }),
    ...(read.errorText !== undefined && { error_text: read.errorText }),
  };
}
