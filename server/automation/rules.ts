import { type MatchRow, matcher, noCompany } from "#server/tickets/index.ts";
import { asksCompany } from "#server/tickets/schemas.ts";
import type { causedBy, RuleContent, RuleTopic } from "./schemas.ts";
import { ruleTopics } from "./schemas.ts";

/** Pure: which rules an event sets off, and when a chain of them ends. */

export type CausedBy = (typeof causedBy)[number];
/** An event as rules see it. */
export type RuleEvent = {
  topic: RuleTopic;
  by: CausedBy;
  /** How many rules stand behind it: 0 for what people and customers do. */
  depth: number;
  /** The rules whose doing it is, the last one last. */
  chain: readonly string[];
};

/** A rule may set off another, and that one a third; then it ends. */
export const MAX_DEPTH = 3;

const ACTOR = "system:automation";
/** Who acts when a rule does: its name tells the chain, so that what it causes is known as its doing. */
export const actorIdOf = (chain: readonly string[]): string => [ACTOR, ...chain].join(":");
/** The rules behind an actor; empty for everybody else. */
export function chainOf(actorId: string | undefined): string[] {
  if (!actorId?.startsWith(`${ACTOR}:`)) return [];
  return actorId
    .slice(ACTOR.length + 1)
    .split(":")
    .filter((id) => id !== "");
}

/** What was told through the outbox, as rules see it; undefined when no rule may listen to it. */
export function eventOf(topic: string, payload: Record<string, unknown>): RuleEvent | undefined {
  const known = ruleTopics.find((one) => one === topic);
  if (known === undefined) return undefined;
  const chain = chainOf(typeof payload.byId === "string" ? payload.byId : undefined);
  return { topic: known, by: kindOf(payload.byKind), depth: chain.length, chain };
}

export const kindOf = (kind: unknown): CausedBy =>
  kind === "customer" ? "customer" : kind === "staff" || kind === "apiKey" ? "staff" : "system";

/** Whether a rule listens to an event, before its ticket is looked at. A rule never hears what it stands behind itself. */
export const listens = (rule: { id: string; content: RuleContent }, event: RuleEvent): boolean =>
  rule.content.on.includes(event.topic) &&
  (rule.content.by?.includes(event.by) ?? true) &&
  !event.chain.includes(rule.id);

export const isTooDeep = (event: RuleEvent): boolean => event.depth >= MAX_DEPTH;

/**
 * Whether the ticket is one that the rule is for.
 * @throws Error for a rule of before that asks for whoever looks: nobody does when a rule runs
 */
export function fits({ if: filter }: RuleContent, row: MatchRow): boolean {
  if (asksCompany(filter)) throw new Error("Nobody looks when a rule runs.");
  return matcher(filter, undefined)(row, noCompany);
}
