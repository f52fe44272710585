import { type PublicTopic, publicTopics, type WebhookEvent } from "./schemas.ts";

type Event = { topic: string; subject: string; payload: Record<string, unknown>; createdAt: Date };

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value.slice(0, 128) : undefined);
const speakers = ["customer", "staff", "system"] as const;

/**
 * What other systems are told of an event; undefined when that is nothing. Every member is named here: whatever else an event
 * carries, now or later, stays inside. Pure.
 */
export function publicEventOf({ topic, payload, createdAt }: Event): WebhookEvent | undefined {
  const type = publicTopics.find((known): known is PublicTopic => known === topic);
  if (!type) return undefined;
  const number = text(payload.number) ?? text(payload.ticketNumber);
  const orderNo = text(payload.orderNo);
  const status = text(payload.status) ?? text(payload.state);
  const by = speakers.find((speaker) => speaker === payload.by);
  const { version } = payload;
  return {
    type,
    timestamp: createdAt.toISOString(),
    data: {
      ...(number !== undefined && { number }),
      ...(orderNo !== undefined && { orderNo }),
      ...(status !== undefined && { status }),
      ...(typeof version === "number" && Number.isInteger(version) && { version }),
      ...(by !== undefined && { by }),
    },
  };
}
