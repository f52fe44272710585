import type { inboundEvents } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { cloudEventSchema, eventData, isKnownEventType, OWN_SOURCE, unknownEventSchema } from "./schemas.ts";

export type NewEvent = typeof inboundEvents.$inferInsert;
export type Rejection = { index: number; id: string | null; code: string; message: string };

/**
 * Reads one CloudEvent as a platform sent it. Pure but for the row's own id.
 * @returns the row that it is stored as, or why it is refused
 */
export function readEvent(raw: unknown, receivedAt: Date): { row: NewEvent } | Omit<Rejection, "index"> {
  const id = memberOf(raw, "id");
  const type = memberOf(raw, "type");
  const known = type !== null && isKnownEventType(type);
  const envelope = (known ? cloudEventSchema : unknownEventSchema).safeParse(raw);
  if (!envelope.success) return { id, code: "INVALID_EVENT", message: firstIssue(envelope.error.issues) };
  const event = envelope.data;
  if (event.source.startsWith(OWN_SOURCE)) return { id, code: "INVALID_EVENT", message: "source: is reserved" };
  if (isKnownEventType(event.type)) {
    const data = eventData[event.type].safeParse(event.data);
    if (!data.success) return { id, code: "INVALID_DATA", message: firstIssue(data.error.issues, "data.") };
  }
  const data = dataOf(event);
  return {
    row: {
      id: newId(),
      source: event.source,
      eventId: event.id,
      type: event.type,
      subject: event.subject ?? null,
      // Of a type we do not know we still know the subject: by contract the order number, unless it says otherwise.
      orderNo: textOf(data.orderNo) ?? (known ? null : (event.subject ?? null)),
      // What is not about payments must not tie one to an order, whatever it names.
      outTradeNo: /^topup\.(payment|callback)\./.test(event.type) && known ? textOf(data.outTradeNo) : null,
      customerId: textOf(data.customerId),
      occurredAt: event.time === undefined ? receivedAt : new Date(event.time),
      receivedAt,
      data,
    },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

function memberOf(raw: unknown, member: "id" | "type"): string | null {
  const value = isRecord(raw) ? raw[member] : undefined;
  return typeof value === "string" ? value : null;
}

/** The data as a row keeps it: an object as it is, anything else under a name. */
function dataOf(event: { data?: unknown; data_base64?: string | undefined }): Record<string, unknown> {
  if (isRecord(event.data)) return event.data;
  if (event.data_base64 !== undefined) return { data_base64: event.data_base64 };
  return event.data === undefined ? {} : { data: event.data };
}

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

function firstIssue(issues: readonly { path: PropertyKey[]; message: string }[], prefix = ""): string {
  const [issue] = issues;
  return issue ? `${prefix}${issue.path.join(".")}: ${issue.message}` : "not a CloudEvent";
}
