import { createTransport, type Transporter } from "nodemailer";
import { inTransaction } from "#db/client.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import { env } from "#server/core/env.ts";
import { redactText } from "#server/core/redact-text.ts";
import type { Channel, Outgoing, Sent } from "./channel.ts";

/** Until a mail is handed over or given up. */
const CONNECT_MS = 10 * SECOND_MS;
const SILENCE_MS = 20 * SECOND_MS;
const MAX_ERROR = 300;

/** Mail by SMTP. */
export function mailChannel(settings: { url: string; from: string }): Channel {
  return {
    kind: "mail",
    // A mail server has no memory of what it was given: the second one is a second one.
    repeatable: false,
    async send(message) {
      if (inTransaction()) throw new Error("nothing outside is called inside a transaction");
      const { transport, hadBegun } = open(settings.url);
      try {
        const { response } = await transport.sendMail(mailOf(message, settings.from));
        return { state: "sent", reference: String(response ?? "").slice(0, 200) || null };
      } catch (error) {
        return judge(error, hadBegun());
      } finally {
        transport.close();
      }
    },
  };
}

/**
 * A transport for one mail, which knows whether it began to hand it over: when a line breaks, the error alone does not tell.
 */
function open(url: string): { transport: Transporter; hadBegun: () => boolean } {
  let begun = false;
  const ignore = () => undefined;
  const watch = (entry: { tnx?: string }, line: unknown) => {
    if (entry.tnx === "client" && line === "DATA") begun = true;
  };
  const options = {
    url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    dnsTimeout: CONNECT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    transactionLog: true,
    logger: { level: ignore, trace: ignore, debug: watch, info: ignore, warn: ignore, error: ignore, fatal: ignore },
  };
  return { transport: createTransport(options as object), hadBegun: () => begun };
}

function mailOf({ id, to, subject, text, html, unsubscribeUrl, files = [] }: Outgoing, from: string) {
  return {
    from,
    to: { name: "", address: to },
    subject,
    text,
    html,
    attachments: files.map(({ name, mediaType, bytes }) => ({
      ...{ filename: name, contentType: mediaType, content: bytes },
    })),
    messageId: `<${id}@${new URL(env().APP_URL).hostname}>`,
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      ...(unsubscribeUrl === null
        ? {}
        : { "List-Unsubscribe": `<${unsubscribeUrl}/off>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }),
    },
  };
}

/** What a failure says about the mail. Only the server's own words, or never having begun to hand it over, make it certain. */
function judge(error: unknown, begun: boolean): Sent {
  if (!(error instanceof Error)) throw error;
  const { code = "", responseCode } = error as { code?: string; responseCode?: number };
  if (code === "") throw error;
  // Mail servers repeat whom they were to give it to.
  const text = redactText([code, error.message].join(": ").replace(/\s+/g, " ")).slice(0, MAX_ERROR);
  // A wrong password is ours to mend: the mail is not to blame.
  if (code === "EAUTH" || code === "ENOAUTH") return { state: "later", error: text };
  if (responseCode !== undefined && responseCode >= 400) {
    return { state: responseCode >= 500 ? "refused" : "later", error: text };
  }
  if (begun) return { state: "unknown", error: text };
  return { state: code === "EENVELOPE" || code === "EMESSAGE" ? "refused" : "later", error: text };
}
