import { z } from "zod";
import { SECOND_MS, systemClock } from "#server/core/clock.ts";
import { env } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";
import { redactText } from "#server/core/redact-text.ts";
import { callOut, OutboundError } from "#server/http/index.ts";
import { acsHeaders, acsQuery } from "./aliyun-sign.ts";
import type { Channel, Outgoing, Sent } from "./channel.ts";

const TIMEOUT_MS = 10 * SECOND_MS;
const MAX_ANSWER_BYTES = 64 * 1024;
const VERSION = "2017-05-25";

export type AliyunSettings = {
  url: string;
  accessKeyId: string;
  accessKeySecret: string;
  signName: string;
  templateCode: string;
};

/** Text messages by 阿里云短信服务 (SendSms). The template has three variables: `news`, `order`, `link`. */
export function smsAliyun(settings: AliyunSettings): Channel {
  return {
    kind: "sms",
    // OutId only labels a message: a repetition is a second one.
    repeatable: false,
    async send(message) {
      const { host, origin } = new URL(settings.url);
      const query = queryOf(message, settings);
      try {
        const answer = await callOut({
          url: `${origin}/?${acsQuery(query)}`,
          method: "POST",
          headers: {
            accept: "application/json",
            ...signed({ host, query, settings }),
          },
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

const queryOf = ({ id, to, short }: Outgoing, { signName, templateCode }: AliyunSettings) => ({
  PhoneNumbers: to.replace(/^\+86/, "").replace(/^\+/, "00"),
  SignName: signName,
  TemplateCode: templateCode,
  TemplateParam: JSON.stringify(short),
  OutId: id,
});

type Signing = { host: string; query: Record<string, string>; settings: AliyunSettings };

function signed({ host, query, settings: { accessKeyId, accessKeySecret } }: Signing): Record<string, string> {
  const date = systemClock
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, "Z");
  // `host` is set by the client itself, to the same name.
  const { host: _, ...headers } = acsHeaders({
    ...{ method: "POST", host, action: "SendSms", version: VERSION, query, date },
    ...{ nonce: newId(), accessKeyId, accessKeySecret },
  });
  return headers;
}

const answerSchema = z.object({ Code: z.string(), Message: z.string().optional(), BizId: z.string().optional() });
/** Codes that say that it is too much or too busy now, and nothing about the message itself. */
const PASSING =
  /^(isv\.(BUSINESS_LIMIT_CONTROL|DAY_LIMIT_CONTROL|AMOUNT_NOT_ENOUGH|OUT_OF_SERVICE|ACCOUNT_ABNORMAL)|isp\.|Throttling|ServiceUnavailable|InternalError|SystemError)/i;

function judge(status: number, body: string): Sent {
  const read = answerSchema.safeParse(parse(body));
  if (!read.success) {
    // Nobody knows what an answer without a code stands for, unless the door itself said no.
    return { state: status >= 500 || status < 400 ? "unknown" : "later", error: `HTTP_${status}` };
  }
  const { Code, Message, BizId } = read.data;
  if (Code === "OK") return { state: "sent", reference: BizId ?? null };
  const error = redactText(`${Code}: ${Message ?? ""}`).slice(0, 300);
  return { state: PASSING.test(Code) ? "later" : "refused", error };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // which no schema takes
  }
}
