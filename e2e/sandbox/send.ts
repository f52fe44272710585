import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { CloudEvent } from "#server/orders/schemas.ts";

const SEND_TIMEOUT_MS = 60_000;
export const MAX_BATCH = 500;

export type Receipt = { accepted: number; duplicates: number; rejected: unknown[] };
export type Target = { url: string; secret: string };

/**
 * Sends events as a platform does: one signed batch over HTTP.
 * @throws Error when the answer is not 202 or an event was rejected
 */
export async function sendEvents(target: Target, events: readonly CloudEvent[]): Promise<Receipt> {
  if (events.length === 0) return { accepted: 0, duplicates: 0, rejected: [] };
  const body = JSON.stringify(events);
  const id = `msg_${randomUUID()}`;
  const at = new Date();
  // Several secrets stand in the setting while one is being replaced; the first is the current one.
  const signature = new Webhook(target.secret.split(" ")[0] ?? "").sign(id, at, body);
  const answer = await fetch(`${target.url}/api/events`, {
    method: "POST",
    headers: {
      "content-type": "application/cloudevents-batch+json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": signature,
    },
    body,
    signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`events were not taken: ${answer.status} ${text.slice(0, 500)}`);
  const receipt = JSON.parse(text) as Receipt;
  if (receipt.rejected.length > 0)
    throw new Error(`events were rejected: ${JSON.stringify(receipt.rejected).slice(0, 500)}`);
  return receipt;
}
