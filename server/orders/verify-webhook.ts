import { Webhook } from "standardwebhooks";
import { env } from "#server/core/env.ts";

/** What became of a signature: `stale` is a timestamp over five minutes off, `unconfigured` that there is no secret to check with. */
export type WebhookVerdict = "good" | "unsigned" | "stale" | "bad" | "unconfigured";

const TOLERANCE_S = 300;
const required = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

/**
 * What can be said of a signature from the headers alone, so that a body nobody signed need not be read.
 * @returns a verdict that is final, or undefined when the body has to be seen
 */
export function judgeWebhookHeaders(headers: Headers, now: Date = new Date()): WebhookVerdict | undefined {
  if (secrets().length === 0) return "unconfigured";
  if (required.some((name) => !headers.get(name))) return "unsigned";
  const timestamp = headers.get("webhook-timestamp") ?? "";
  if (!/^\d{1,12}$/.test(timestamp)) return "bad";
  return Math.abs(Math.floor(now.getTime() / 1_000) - Number(timestamp)) > TOLERANCE_S ? "stale" : undefined;
}

/**
 * Checks a Standard Webhooks signature against every secret in `PLATFORM_WEBHOOK_SECRET` (several while rotating).
 * @param headers the request's headers
 * @param rawBody the body exactly as it came
 */
export function verifyWebhook(headers: Headers, rawBody: Buffer): WebhookVerdict {
  const early = judgeWebhookHeaders(headers);
  if (early) return early;
  const signed = Object.fromEntries(required.map((name) => [name, headers.get(name) ?? ""]));
  const good = secrets().some((secret) => {
    try {
      new Webhook(secret).verify(rawBody, signed, { jsonParse: false });
      return true;
    } catch {
      return false; // wrong for this secret; the next one may be the one it was signed with
    }
  });
  return good ? "good" : "bad";
}

const secrets = () => (env().PLATFORM_WEBHOOK_SECRET ?? "").split(" ").filter((secret) => secret !== "");
