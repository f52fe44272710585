import { createHmac } from "node:crypto";

/** Feishu: the secret is part of the key, and nothing is the message. Seconds. Pure. */
export function feishuSign(secret: string, timestampS: number): string {
  return createHmac("sha256", `${timestampS}\n${secret}`).update("").digest("base64");
}

/** DingTalk: the secret is the key, and stands in the message as well. Milliseconds. Goes into the address. Pure. */
export function dingtalkSign(secret: string, timestampMs: number): string {
  return createHmac("sha256", secret).update(`${timestampMs}\n${secret}`).digest("base64");
}
