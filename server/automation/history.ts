import type { MatchRow } from "#server/tickets/index.ts";
import { kindOf, type RuleEvent } from "./rules.ts";
import type { RuleTopic } from "./schemas.ts";

/** Pure: a ticket's history as the events that rules would have heard, each with the ticket as it was then. */

export type Step = {
  type: string;
  actorKind: string;
  actorId: string;
  before: unknown;
  after: unknown;
  at: Date;
};
export type Played = { event: RuleEvent; at: Date; row: MatchRow };

const topics: Readonly<Record<string, RuleTopic>> = {
  ...{ opened: "ticket.opened", customer_message: "ticket.replied", public_reply: "ticket.replied" },
  ...{ internal_note: "ticket.noted", woke: "ticket.woke", topup_succeeded: "ticket.credited" },
  ...{ refund_succeeded: "ticket.refunded", sla_breached: "sla.due", rated: "ticket.rated" },
  ...{ assigned: "ticket.updated", priority_changed: "ticket.updated", tags_changed: "ticket.updated" },
  ...{ cause_changed: "ticket.updated", queue_changed: "ticket.updated", snoozed: "ticket.updated" },
};
/** What history keeps with before and after; of the rest of a ticket only today is known. */
const KEPT = ["status", "assigneeId", "priority", "tags", "causeCode", "queue"] as const;
const ended = (status: unknown) => status === "resolved" || status === "closed";
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

export function topicOf({ type, before, after }: Step): RuleTopic | undefined {
  if (type !== "status_changed") return topics[type];
  const [from, to] = [isRecord(before) ? before.status : undefined, isRecord(after) ? after.status : undefined];
  if (to === "resolved") return "ticket.resolved";
  return ended(from) && !ended(to) ? "ticket.reopened" : "ticket.updated";
}

/**
 * A ticket's history played again.
 * @param today the ticket as it is
 * @param steps all of its history, oldest first
 */
export function play(today: MatchRow, steps: readonly Step[]): Played[] {
  const played: Played[] = [];
  let row = { ...today };
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i] as Step;
    const topic = topicOf(step);
    if (topic) {
      const event = { topic, by: kindOf(step.actorKind), depth: 0, chain: [] };
      // What is late stands so at that moment, whatever became of it.
      const late = topic === "sla.due" ? { dueState: "breached" as const } : {};
      played.push({ event, at: step.at, row: { ...row, ...late, updatedAt: step.at } });
    }
    row = undone(row, step);
  }
  return played.reverse();
}

function undone(row: MatchRow, { before }: Step): MatchRow {
  if (!isRecord(before)) return row;
  const back = Object.fromEntries(KEPT.filter((key) => key in before).map((key) => [key, before[key]]));
  return { ...row, ...back } as MatchRow;
}

/** Members of a filter that history answers, or that never change. */
const TOLD = new Set<string>([
  ...["status", "open", "assignee", "priority", "cause", "queue", "tags"],
  ...["claim", "channel", "amountFrom", "amountTo", "openedFrom", "openedTo", "orderNo", "customerId"],
  ...["updatedFrom", "updatedTo"],
]);
/** Topics of which history keeps only some moments: of due times when they were missed, not when a ticket came at risk or rose. */
export const PARTLY_TOLD: readonly RuleTopic[] = ["sla.due"];
export const notTold = (filter: object): string[] => Object.keys(filter).filter((key) => !TOLD.has(key));
