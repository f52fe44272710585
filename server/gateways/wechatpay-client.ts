import { type KeyObject, randomBytes, sign } from "node:crypto";
import type { Clock } from "#server/core/clock.ts";
import type { OutboundAnswer } from "#server/http/index.ts";
import { badAnswer, type Fields, jsonObject, requireSaneStatus, textOf } from "./answer.ts";
import type { Caller, CallName } from "./call.ts";
import { GatewayError } from "./gateway.ts";
import { judgeSignature, type WechatOwn } from "./wechatpay-notice.ts";

export type WechatApi = {
  get(name: CallName, pathAndQuery: string, insist?: boolean): Promise<Fields>;
  post(name: CallName, path: string, body: object): Promise<Fields>;
  /** The headers of a download, whose answer is not signed: a hash or nothing vouches for it. */
  downloadHeaders(url: string): Record<string, string>;
};
export type WechatSigner = { mchId: string; merchantSerial: string; privateKey: KeyObject; baseUrl: string };

/** WeChat Pay's v3 protocol over our guarded calls. */
export function wechatApi(own: WechatOwn, signer: WechatSigner, clock: Clock, call: Caller): WechatApi {
  const base = signer.baseUrl.replace(/\/+$/, "");
  const keyId = [...own.platformKeys.keys()].find((serial) => serial.startsWith("PUB_KEY_ID_"));
  const authorize = (method: string, url: URL, body: string) => authorization(signer, clock, method, url, body);
  const make = (method: "GET" | "POST", path: string, body: string) => {
    const url = new URL(`${base}${path}`);
    return {
      url: url.href,
      method,
      headers: {
        authorization: authorize(method, url, body),
        accept: "application/json",
        // Says which of its keys WeChat Pay should sign the answer with.
        ...(keyId && { "wechatpay-serial": keyId }),
        ...(method === "POST" && { "content-type": "application/json" }),
      },
      ...(method === "POST" && { body }),
    };
  };
  const read = (answer: OutboundAnswer) => readAnswer(own, answer, clock.now());
  return {
    get: (name, path, insist) => call({ name, repeatable: true, insist, make: () => make("GET", path, ""), read }),
    post: (name, path, body) =>
      call({ name, repeatable: true, make: () => make("POST", path, JSON.stringify(body)), read }),
    downloadHeaders: (url) => ({ authorization: authorize("GET", new URL(url), "") }),
  };
}

function authorization(own: WechatSigner, clock: Clock, method: string, url: URL, body: string): string {
  const timestamp = Math.floor(clock.now().getTime() / 1_000);
  const nonce = randomBytes(16).toString("hex");
  const text = `${method}\n${url.pathname}${url.search}\n${timestamp}\n${nonce}\n${body}\n`;
  const signature = sign("RSA-SHA256", Buffer.from(text), own.privateKey).toString("base64");
  const members = { mchid: own.mchId, nonce_str: nonce, signature, timestamp, serial_no: own.merchantSerial };
  const list = Object.entries(members).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${list.join(",")}`;
}

/** An answer that says yes must be signed; one that says no is held to its signature where it has one. */
function readAnswer(own: WechatOwn, answer: OutboundAnswer, now: Date): Fields {
  requireSaneStatus(answer);
  const fields = jsonObject(answer.body);
  const refused = answer.status >= 400;
  if (!refused || answer.headers["wechatpay-signature"]) {
    const fault = judgeSignature(own.platformKeys, answer.headers, answer.body, now);
    if (fault)
      throw new GatewayError("BAD_SIGNATURE", `WeChat Pay's answer cannot be believed: ${fault}`, { sent: true });
  }
  if (!refused) return fields;
  const code = textOf(fields, "code");
  if (!code) throw badAnswer(`is ${answer.status} without a code`);
  if (/SYSTEM_?ERROR|BIZERR_NEED_RETRY/.test(code)) {
    throw new GatewayError("UNAVAILABLE", `WeChat Pay is in trouble: ${code}`, { sent: true, gatewayCode: code });
  }
  if (/FREQUENCY_LIMIT|RATELIMIT/.test(code)) {
    throw new GatewayError("RATE_LIMITED", "WeChat Pay wants fewer calls", { sent: false, gatewayCode: code });
  }
  const message = (textOf(fields, "message") ?? code).slice(0, 300);
  throw new GatewayError("REFUSED", message, { sent: true, gatewayCode: code.slice(0, 100) });
}
