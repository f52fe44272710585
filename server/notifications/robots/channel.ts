import { z } from "zod";
import { SECOND_MS, systemClock } from "#server/core/clock.ts";
import { env } from "#server/core/env.ts";
import { redactText } from "#server/core/redact-text.ts";
import { callOut, OutboundError } from "#server/http/index.ts";
import type { Channel, Outgoing, Sent } from "../channels/index.ts";
import type { RobotKind } from "../staff/schemas.ts";
import { dingtalkSign, feishuSign } from "./sign.ts";

export type RobotAddress = { url: string; secret: string | null };

const TIMEOUT_MS = 10 * SECOND_MS;
const MAX_ANSWER_BYTES = 16 * 1024;
/** The least that any of them takes in one message. */
const MAX_TEXT_BYTES = 2_000;

/** Where robots of each kind are spoken to; nowhere else, unless private addresses are allowed (tests, a relay of one's own). */
export const robotHosts: Record<RobotKind, readonly string[]> = {
  feishu: ["open.feishu.cn", "open.larksuite.com"],
  dingtalk: ["oapi.dingtalk.com"],
  wecom: ["qyapi.weixin.qq.com"],
};

/** A robot in a group of a chat program. None of them knows a repetition, and all answer 200 when they refuse. */
export function robotChannel(kind: RobotKind, address: RobotAddress): Channel<RobotKind> {
  return {
    kind,
    repeatable: false,
    async send(message) {
      const { url, body } = requestOf(kind, address, textOf(message), systemClock.now().getTime());
      try {
        const answer = await callOut({
          ...{ url, method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } },
          ...{ timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, allowPrivate: env().ALLOW_PRIVATE_URLS },
        });
        return judge(answer.status, answer.body.toString("utf8"));
      } catch (error) {
        if (!(error instanceof OutboundError)) throw error;
        // The address is a secret: of what went wrong only the kind is told.
        return { state: error.sent ? "unknown" : "later", error: error.code };
      }
    },
  };
}

function requestOf(kind: RobotKind, { url, secret }: RobotAddress, text: string, nowMs: number) {
  if (kind === "feishu") {
    const timestamp = Math.floor(nowMs / 1_000);
    const signed = secret === null ? {} : { timestamp: String(timestamp), sign: feishuSign(secret, timestamp) };
    return { url, body: { ...signed, msg_type: "text", content: { text } } };
  }
  const body = { msgtype: "text", text: { content: text } };
  if (kind === "wecom" || secret === null) return { url, body };
  const signed = new URL(url);
  signed.searchParams.set("timestamp", String(nowMs));
  signed.searchParams.set("sign", dingtalkSign(secret, nowMs));
  return { url: signed.toString(), body };
}

/** Plain text in which nobody is called by name: chat programs read tags and at-signs in it. */
function textOf({ text }: Outgoing): string {
  const tame = text.replaceAll("<", "＜").replaceAll("@", "＠");
  let short = tame;
  while (Buffer.byteLength(short) > MAX_TEXT_BYTES) short = `${short.slice(0, Math.floor(short.length * 0.9) - 1)}…`;
  return short;
}

const answerSchema = z
  .object({ code: z.number(), errcode: z.number(), msg: z.string(), errmsg: z.string(), StatusCode: z.number() })
  .partial();
/** Too many in a minute, or the other side is busy: Feishu 9499 and 11232, DingTalk 130101 and 90030, WeCom 45009 and -1. */
const PASSING = new Set([9_499, 11_232, 130_101, 90_030, 45_009, -1]);

function judge(status: number, body: string): Sent {
  const read = answerSchema.safeParse(parse(body));
  const code = read.success ? (read.data.code ?? read.data.errcode ?? read.data.StatusCode) : undefined;
  if (code === 0) return { state: "sent", reference: null };
  if (status === 429 || status >= 500) return { state: "later", error: `HTTP_${status}` };
  // Nobody knows what an answer without a code stands for, unless the door itself said no.
  if (code === undefined || !read.success)
    return { state: status >= 400 ? "refused" : "unknown", error: `HTTP_${status}` };
  const error = redactText(`${code}: ${read.data.msg ?? read.data.errmsg ?? ""}`).slice(0, 300);
  return { state: PASSING.has(code) ? "later" : "refused", error };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // which no schema takes
  }
}
