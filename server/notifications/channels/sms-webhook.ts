import { Webhook } from "standardwebhooks";
import { SECOND_MS, systemClock } from "#server/core/clock.ts";
import { env } from "#server/core/env.ts";
import { callOut, OutboundError } from "#server/http/index.ts";
import type { Channel, Outgoing, Sent } from "./channel.ts";

const TIMEOUT_MS = 10 * SECOND_MS;
const MAX_ANSWER_BYTES = 16 * 1024;

/** Text messages by a signed POST to an address of the operator's, who sends them however they do. */
export function smsWebhook(settings: { url: string; secret: string }): Channel {
  return {
    kind: "sms",
    // The receiver knows a repetition by its webhook-id.
    repeatable: true,
    async send(message) {
      const body = JSON.stringify(bodyOf(message));
      const now = systemClock.now();
      try {
        const answer = await callOut({
          url: settings.url,
          method: "POST",
          headers: {
            "content-type": "application/json",
            "webhook-id": message.id,
            "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
            "webhook-signature": new Webhook(settings.secret).sign(message.id, now, body),
          },
          body,
          timeoutMs: TIMEOUT_MS,
          maxBytes: MAX_ANSWER_BYTES,
          allowPrivate: env().ALLOW_PRIVATE_URLS,
        });
        return judge(answer.status, answer.body.toString("utf8"));
      } catch (error) {
        if (!(error instanceof OutboundError)) throw error;
        return { state: error.sent ? "unknown" : "later", error: `${error.code}: ${error.message}` };
      }
    },
  };
}

const bodyOf = ({ id, to, locale, short }: Outgoing) => ({
  id,
  to,
  locale,
  text: `${short.news} ${short.link}`,
  params: short,
});

function judge(status: number, body: string): Sent {
  if (status >= 200 && status < 300) return { state: "sent", reference: referenceOf(body) };
  const error = `HTTP_${status}`;
  // Of what the address itself refuses, no repetition is taken; everything else may pass.
  return { state: [400, 404, 410, 413, 422].includes(status) ? "refused" : "later", error };
}

function referenceOf(body: string): string | null {
  try {
    const { reference } = JSON.parse(body) as { reference?: unknown };
    return typeof reference === "string" ? reference.slice(0, 200) : null;
  } catch {
    return null; // an answer without a number of its own is a good answer
  }
}
