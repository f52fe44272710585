import { generateKeyPairSync } from "node:crypto";
import { transact } from "#db/client.ts";
import { channelSamples } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import type { SampleKind } from "./schemas.ts";

/** For tests: settings that are complete, and attempts that were made. */

export const aPair = () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1_024 });
  return {
    publicKey,
    privateKey,
    publicPem: publicKey.export({ format: "pem", type: "spki" }).toString(),
    privatePem: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
};

const base = { methods: ["app"], priority: 10, enabled: true };
export const epayInput = (config: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) => ({
  ...base,
  kind: "epay" as const,
  label: "聚合支付",
  config: {
    pid: "1001",
    signType: "MD5" as const,
    key: "MD5-secret-of-epay",
    apiUrl: "https://pay.example.com",
    ...config,
  },
  ...rest,
});
export const alipayInput = (config: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  ...base,
  kind: "alipay" as const,
  label: "支付宝",
  config: { appId: "2021001", sellerId: "2088001", gatewayUrl: "https://openapi.alipay.com", ...config },
  ...rest,
});
export const wechatInput = (config: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  ...base,
  kind: "wechatpay" as const,
  label: "微信支付",
  config: {
    mchId: "1900001",
    appId: "wx001",
    merchantSerial: "5157F09EFDC096DE",
    baseUrl: "https://api.mch.weixin.qq.com",
    ...config,
  },
  ...rest,
});

/** So many attempts at a channel, the last one at `at` and the others in the seconds before. */
export async function attempts(
  channel: string,
  kind: SampleKind,
  many: { ok?: number; failed?: number; at: Date; tookMs?: number },
): Promise<void> {
  const { ok = 0, failed = 0, at, tookMs = null } = many;
  const rows = Array.from({ length: ok + failed }, (_, i) => ({
    id: newId(),
    channel,
    kind,
    ok: i < ok,
    tookMs,
    at: new Date(at.getTime() - i * 100),
  }));
  await transact((tx) => tx.insert(channelSamples).values(rows));
}
