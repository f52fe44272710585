import type { Clock } from "#server/core/clock.ts";
import type { Caller } from "./call.ts";
import { type EpayScheme, verifyEpayNotice } from "./epay-notice.ts";
import { md5Verify, rsaVerify } from "./epay-sign.ts";
import { epayMd5 } from "./epay-v1.ts";
import { epayRsa } from "./epay-v2.ts";
import { type Gateway, GatewayError } from "./gateway.ts";
import { loadPrivateKey, loadPublicKey } from "./keys.ts";
import type { GatewayConfigs } from "./schemas.ts";

/** An epay site (易支付): version 1 (MD5) or 2 (RSA), as `signType` says. @throws GatewayError MISCONFIGURED */
export function epay(config: GatewayConfigs["epay"], deps: { clock: Clock; call: Caller }): Gateway {
  const base = config.apiUrl.replace(/\/+$/, "").replace(/\/(submit|mapi|api)\.php$/, "");
  const { pid } = config;
  const { scheme, calls } = config.signType === "RSA" ? rsa() : md5();
  return {
    kind: "epay",
    ...calls,
    verifyCallback: (request, now) => verifyEpayNotice(scheme, request, now),
    answer: (taken) => ({ status: 200, contentType: "text/plain; charset=utf-8", body: taken ? "success" : "fail" }),
    fetchBill: () => {
      const text = "epay has no bill to download: export it on the site and upload it";
      return Promise.reject(new GatewayError("BILL_UNSUPPORTED", text, { sent: false }));
    },
  };

  function md5() {
    const key = config.key ?? "";
    const scheme: EpayScheme = { pid, signType: "MD5", verify: (fields) => md5Verify(fields, key) };
    return { scheme, calls: epayMd5({ pid, key, base }, deps.call) };
  }
  function rsa() {
    const publicKey = loadPublicKey(config.platformPublicKey ?? "", "platformPublicKey");
    const privateKey = loadPrivateKey(config.merchantPrivateKey ?? "", "merchantPrivateKey");
    const scheme: EpayScheme = { pid, signType: "RSA", verify: (fields) => rsaVerify(fields, publicKey) };
    return { scheme, calls: epayRsa({ pid, base, publicKey, privateKey }, deps.clock, deps.call) };
  }
}
