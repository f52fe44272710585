import { foldCase, type OrderCase } from "#server/orders/index.ts";
import { readText } from "#server/reading/index.ts";
import { deriveFacts, withheldFacts } from "../facts.ts";
import type { AnswerValue, Fact } from "../schemas.ts";
import type { Scenario } from "./scenario.ts";

/** The records of a scenario, folded from its events by what fills the database too. Pure. */
export const caseOf = ({ orderNo, events, words, now }: Scenario): OrderCase | undefined =>
  foldCase(orderNo, { events, words }, now);

/** What a run of the checklist would know of a scenario before anything is asked. Pure. */
export function factsOf(scenario: Scenario): Fact[] {
  const { proven, now, gateways, standing, startedAt } = scenario;
  const found = proven ? caseOf(scenario) : undefined;
  const at = startedAt.toISOString();
  const started: Fact = { key: "session.started_at", value: at, status: "known", source: "system", observedAt: at };
  return [...(found ? deriveFacts(found, now, gateways, standing) : withheldFacts()), started];
}

/** What the pasted text answers by itself, as at the start of a run. */
export function saidAtStart({ text }: Scenario): Record<string, AnswerValue> {
  const read = readText(text ?? "");
  return {
    ...((read.debited === "yes" || read.debited === "twice") && { debited: read.debited }),
    ...(read.errorText !== undefined && { error_text: read.errorText }),
  };
}
