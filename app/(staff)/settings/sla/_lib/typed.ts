import type { PolicyView, SavePolicyInput } from "#server/sla/schemas.ts";
import { slaMetrics, type TicketPriority, ticketPriorities } from "#server/tickets/schemas.ts";

/** What stands in the fields of the form. An empty field of a priority means that it is as for all others. */
export type TypedTarget = { minutes: string; calendar: string; byPriority: Record<TicketPriority, string> };
export type Typed = {
  name: string;
  targets: Record<(typeof slaMetrics)[number], TypedTarget>;
  warnPercent: string;
  escalateMinutes: string;
};

export function typedOf({ targets, warnPercent, escalateMinutes }: PolicyView): Typed {
  const each = slaMetrics.map((metric) => {
    const { minutes, calendar, byPriority } = targets[metric];
    const own = Object.fromEntries(ticketPriorities.map((priority) => [priority, `${byPriority[priority] ?? ""}`]));
    return [metric, { minutes: `${minutes}`, calendar, byPriority: own as TypedTarget["byPriority"] }];
  });
  return {
    name: "",
    targets: Object.fromEntries(each) as Typed["targets"],
    warnPercent: `${warnPercent}`,
    escalateMinutes: `${escalateMinutes}`,
  };
}

/** Whole numbers alone; anything else is no number and fails the schema. */
export const number = (text: string): number => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN);

/** What would be saved; queues with times of their own come along as they are. */
export function inputOf(typed: Typed, base: PolicyView): SavePolicyInput {
  const each = slaMetrics.map((metric) => {
    const { minutes, calendar, byPriority } = typed.targets[metric];
    const own = ticketPriorities.filter((priority) => byPriority[priority].trim() !== "");
    const priorities = Object.fromEntries(own.map((priority) => [priority, number(byPriority[priority])]));
    return [metric, { minutes: number(minutes), calendar, byPriority: priorities }];
  });
  return {
    name: typed.name.trim(),
    targets: Object.fromEntries(each) as SavePolicyInput["targets"],
    queues: base.queues,
    warnPercent: number(typed.warnPercent),
    escalateMinutes: number(typed.escalateMinutes),
  };
}
