import type { PolicyView, SavePolicyInput, Target } from "#server/sla/schemas.ts";
import { type SlaMetric, slaMetrics, type TicketPriority, ticketPriorities } from "#server/tickets/schemas.ts";

/** What stands in the fields of the form. An empty field of a priority means that it is as for all others. */
export type TypedTarget = { minutes: string; calendar: string; byPriority: Record<TicketPriority, string> };
/** A promise that differs in one queue; times for priorities in it come along as they are. */
export type TypedQueue = {
  queue: string;
  metric: SlaMetric;
  minutes: string;
  calendar: string;
  byPriority: Target["byPriority"];
};
export type Typed = {
  name: string;
  targets: Record<SlaMetric, TypedTarget>;
  queues: TypedQueue[];
  warnPercent: string;
  escalateMinutes: string;
};

export function typedOf({ targets, queues, warnPercent, escalateMinutes }: PolicyView): Typed {
  const each = slaMetrics.map((metric) => {
    const { minutes, calendar, byPriority } = targets[metric];
    const own = Object.fromEntries(ticketPriorities.map((priority) => [priority, `${byPriority[priority] ?? ""}`]));
    return [metric, { minutes: `${minutes}`, calendar, byPriority: own as TypedTarget["byPriority"] }];
  });
  return {
    name: "",
    targets: Object.fromEntries(each) as Typed["targets"],
    queues: Object.entries(queues).flatMap(([queue, own]) =>
      slaMetrics.flatMap((metric) => {
        const target = own[metric];
        return target ? [{ queue, metric, ...target, minutes: `${target.minutes}` }] : [];
      }),
    ),
    warnPercent: `${warnPercent}`,
    escalateMinutes: `${escalateMinutes}`,
  };
}

/** Whole numbers alone; anything else is no number and fails the schema. */
export const number = (text: string): number => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN);
/** A time that no promise can have. */
export const isBadTime = (text: string): boolean => !(number(text) >= 1 && number(text) <= 43_200);

/** A queue's name that is missing, or a promise of a queue that stands there before. */
export const isBadQueue = (queues: readonly TypedQueue[], i: number): boolean => {
  const { queue = "", metric } = queues[i] ?? {};
  const before = queues.slice(0, i).some((other) => other.queue.trim() === queue.trim() && other.metric === metric);
  return queue.trim() === "" || before;
};

/** What would be saved. */
export function inputOf(typed: Typed): SavePolicyInput {
  const each = slaMetrics.map((metric) => {
    const { minutes, calendar, byPriority } = typed.targets[metric];
    const own = ticketPriorities.filter((priority) => byPriority[priority].trim() !== "");
    const priorities = Object.fromEntries(own.map((priority) => [priority, number(byPriority[priority])]));
    return [metric, { minutes: number(minutes), calendar, byPriority: priorities }];
  });
  const queues: SavePolicyInput["queues"] = {};
  for (const { queue, metric, minutes, calendar, byPriority } of typed.queues) {
    queues[queue.trim()] = { ...queues[queue.trim()], [metric]: { minutes: number(minutes), calendar, byPriority } };
  }
  return {
    name: typed.name.trim(),
    targets: Object.fromEntries(each) as SavePolicyInput["targets"],
    queues,
    warnPercent: number(typed.warnPercent),
    escalateMinutes: number(typed.escalateMinutes),
  };
}
