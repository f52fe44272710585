import { type KeyObject, randomUUID, sign } from "node:crypto";
import type { AlipaySdk } from "alipay-sdk";
import type { Clock } from "#server/core/clock.ts";
import type { OutboundAnswer } from "#server/http/index.ts";
import { badAnswer, type Fields, jsonObject, requireSaneStatus, textOf } from "./answer.ts";
import type { Caller, CallName } from "./call.ts";
import { GatewayError } from "./gateway.ts";
import { strictBase64 } from "./keys.ts";

export type AlipayApi = {
  post(name: CallName, path: string, body: object, insist?: boolean): Promise<Fields>;
  get(name: CallName, path: string, query: Record<string, string>): Promise<Fields>;
};
type Own = { sdk: AlipaySdk; appId: string; privateKey: KeyObject; gatewayUrl: string };

const signatureFault = (what: string) => new GatewayError("BAD_SIGNATURE", `Alipay's answer ${what}`, { sent: true });

/**
 * Alipay's v3 protocol over our own guarded calls: what the SDK's `curl` signs and checks, without its HTTP client, which knows
 * neither our address guard nor a bound on the size of an answer.
 */
export function alipayApi(own: Own, clock: Clock, call: Caller): AlipayApi {
  const base = own.gatewayUrl.replace(/\/+$/, "").replace(/\/gateway\.do$/, "");
  const make = (method: "GET" | "POST", path: string, body: string) => {
    const url = new URL(`${base}${path}`);
    const auth = `app_id=${own.appId},nonce=${randomUUID()},timestamp=${clock.now().getTime()}`;
    const text = `${auth}\n${method}\n${url.pathname}${url.search}\n${body}\n`;
    const signature = sign("RSA-SHA256", Buffer.from(text), own.privateKey).toString("base64");
    return {
      url: url.href,
      method,
      headers: {
        authorization: `ALIPAY-SHA256withRSA ${auth},sign=${signature}`,
        "alipay-request-id": randomUUID().replaceAll("-", ""),
        accept: "application/json",
        ...(method === "POST" && { "content-type": "application/json" }),
      },
      ...(method === "POST" && { body }),
    };
  };
  const read = (answer: OutboundAnswer) => readAnswer(own.sdk, answer);
  return {
    post: (name, path, body, insist) =>
      call({ name, repeatable: true, insist, make: () => make("POST", path, JSON.stringify(body)), read }),
    get: (name, path, query) =>
      call({
        name,
        repeatable: true,
        make: () => make("GET", `${path}?${new URLSearchParams(query).toString()}`, ""),
        read,
      }),
  };
}

/** An answer that says yes must be signed; one that says no is held to its signature where it has one, as in the SDK. */
function readAnswer(sdk: AlipaySdk, answer: OutboundAnswer): Fields {
  requireSaneStatus(answer);
  const fields = jsonObject(answer.body);
  const refused = answer.status >= 400;
  const signature = answer.headers["alipay-signature"];
  if (!signature && !refused) throw signatureFault("is not signed");
  if (signature) {
    const { "alipay-timestamp": timestamp, "alipay-nonce": nonce } = answer.headers;
    const text = `${timestamp}\n${nonce}\n${answer.body.toString("utf8")}\n`;
    if (!strictBase64(signature) || !sdk.rsaCheck(text, signature)) throw signatureFault("has a bad signature");
  }
  if (!refused) return fields;
  const code = textOf(fields, "code");
  if (!code) throw badAnswer(`is ${answer.status} without a code`);
  if (/SYSTEM_ERROR|unknow|busy|time-?out/i.test(code)) {
    throw new GatewayError("UNAVAILABLE", `Alipay is in trouble: ${code}`, { sent: true, gatewayCode: code });
  }
  if (/call-limited/.test(code)) {
    throw new GatewayError("RATE_LIMITED", "Alipay wants fewer calls", { sent: false, gatewayCode: code });
  }
  const message = (textOf(fields, "message") ?? code).slice(0, 300);
  throw new GatewayError("REFUSED", message, { sent: true, gatewayCode: code.slice(0, 100) });
}
