import { type Permission, type StaffRole, staffRoles } from "#server/core/permissions.ts";
import type { StaffNoticeKind } from "./schemas.ts";

type Event = { id: string; topic: string; subject: string; payload: Record<string, unknown> };
/** Whom a notice is for, before anybody is looked up. Nobody is told of what they did themselves. */
export type Audience = {
  people?: readonly string[];
  /** Whoever has the ticket, and whoever follows it. */
  ticket?: string;
  /** With `ticket`: where nobody has it, whoever is on shift of its queue as well. */
  orShift?: { queue: string };
  /** Everybody who may do this. */
  permission?: Permission;
  /** Everybody of a role. */
  role?: StaffRole;
  /** Whoever is on shift, of one queue where one is named, and the leads when nobody is. */
  onShift?: true | { queue: string };
  except?: string | null;
};
export type Telling = {
  kind: StaffNoticeKind;
  subject: string;
  params: Record<string, string | number>;
  /** Once for each person, whatever tells of it again. */
  key: string;
  to: Audience;
  /** Goes out at once, at night as well. */
  urgent: boolean;
};

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
const texts = (value: unknown) => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);

/** Numbers and names that a notice may carry: never a customer's words or contacts. */
const CARRIED = [
  "number",
  "orderNo",
  "metric",
  "dueAt",
  "measure",
  "key",
  "severity",
  "title",
  "cause",
  "channel",
  "name",
  "format",
] as const;
const COUNTED = ["amountFen", "value", "threshold", "count", "done", "failed", "total", "tickets"] as const;

function paramsOf(payload: Event["payload"]): Telling["params"] {
  const words = CARRIED.flatMap((name) => {
    const value = text(payload[name] ?? (name === "number" ? payload.ticketNumber : undefined));
    return value === null ? [] : [[name, value.slice(0, 200)] as const];
  });
  const counts = COUNTED.flatMap((name) => {
    const value = payload[name];
    return typeof value === "number" && Number.isFinite(value) ? [[name, value] as const] : [];
  });
  return Object.fromEntries<string | number>([...words, ...counts]);
}

/** Whom a rule of the automation wants told. */
function namedBy({ who, id, role, number, queue }: Event["payload"]): Audience {
  const known = staffRoles.find((one) => one === role);
  if (who === "person") return { people: texts([id]) };
  if (who === "role" && known) return { role: known };
  if (who === "shift") return { onShift: { queue: text(queue) ?? "" } };
  return { ticket: text(number) ?? "" };
}

/** What an event tells the staff, apart from those who did it. Most tell nothing. Pure. */
export function tellingsOf(event: Event): Telling[] {
  const { topic, payload } = event;
  const number = text(payload.number);
  const except = text(payload.byId);
  const telling = (kind: StaffNoticeKind, to: Audience, more: Partial<Telling> = {}): Telling => ({
    ...{ kind, subject: event.subject, params: paramsOf(payload), key: `${kind}:${event.id}`, urgent: false },
    ...more,
    to: { except, ...to },
  });
  const mentioned = texts(payload.mentioned);
  switch (topic) {
    case "ticket.noted":
      return mentioned.length > 0 ? [telling("mentioned", { people: mentioned })] : [];
    case "ticket.replied":
      return payload.by === "customer" && number ? [telling("ticket_answered", { ticket: number })] : [];
    case "ticket.woke": {
      const assignee = text(payload.assigneeId);
      const woke = text(payload.by);
      // Of an answer of the customer they are told as such.
      if (assignee === null || woke === null || woke === "replied") return [];
      return [telling("ticket_woke", { people: [assignee] }, { params: { ...paramsOf(payload), woke } })];
    }
    case "sla.warned":
      return number ? [telling("sla_warned", { ticket: number, orShift: { queue: text(payload.queue) ?? "" } })] : [];
    case "sla.breached":
      return number ? [telling("sla_breached", { ticket: number, orShift: { queue: text(payload.queue) ?? "" } })] : [];
    case "sla.escalated":
      return [telling("escalated", { permission: "desk:manage" })];
    case "topup.requested":
    case "refund.requested":
      return [telling("approval_waiting", { permission: "topups:approve", except: text(payload.requestedById) })];
    case "call.due": {
      const assignee = text(payload.assigneeId);
      return [telling("call_due", assignee ? { people: [assignee] } : { permission: "tickets:write" })];
    }
    case "alert.fired":
      return [telling("alert", { onShift: true }, { urgent: payload.severity === "page" })];
    case "alert.ended":
      return [telling("alert_over", { onShift: true })];
    case "incident.proposed":
      return [telling("incident", { permission: "incidents:write" })];
    case "incident.opened":
      return [telling("incident", { permission: "tickets:read" })];
    case "rule.told":
      return [telling("rule", namedBy(payload))];
    default: {
      const assignee = text(payload.assigneeId);
      const given = topic.startsWith("ticket.") && payload.assigned === true && assignee !== null;
      return given ? [telling("assigned", { people: [assignee] })] : [];
    }
  }
}
