import { z } from "zod";

/** The gateways that we speak with, and what a channel of each kind is configured with (the outside contract). */
export const gatewayKinds = ["alipay", "wechatpay", "epay"] as const;
export type GatewayKind = (typeof gatewayKinds)[number];

const text = z.string().trim().min(1).max(200);
/** PEM, or the bare base64 that gateways' consoles show. */
const key = z.string().trim().min(1).max(20_000);
const url = z.url({ protocol: /^https?$/ }).max(500);

export const alipayConfigSchema = z.object({
  appId: text,
  sellerId: text,
  alipayPublicKey: key,
  privateKey: key,
  gatewayUrl: url,
});
export const wechatpayConfigSchema = z.object({
  mchId: text,
  appId: text,
  apiV3Key: z.string().refine((v) => Buffer.byteLength(v) === 32, "must be 32 bytes long"),
  merchantPrivateKey: key,
  merchantSerial: text,
  /** By certificate serial, or `PUB_KEY_ID_…`: several while they are being replaced. */
  platformKeys: z.record(text, key).refine((v) => Object.keys(v).length > 0, "needs at least one key"),
  baseUrl: url,
});
export const epayConfigSchema = z
  .object({
    pid: text,
    signType: z.enum(["MD5", "RSA"]),
    key: text.optional(),
    platformPublicKey: key.optional(),
    merchantPrivateKey: key.optional(),
    apiUrl: url,
  })
  .refine((v) => v.signType !== "MD5" || v.key, { path: ["key"], message: "MD5 needs the key" })
  .refine((v) => v.signType !== "RSA" || (v.platformPublicKey && v.merchantPrivateKey), {
    path: ["platformPublicKey"],
    message: "RSA needs platformPublicKey and merchantPrivateKey",
  });

export const gatewayConfigSchemas = {
  alipay: alipayConfigSchema,
  wechatpay: wechatpayConfigSchema,
  epay: epayConfigSchema,
} as const;
export type GatewayConfigs = { [K in GatewayKind]: z.output<(typeof gatewayConfigSchemas)[K]> };

/** Members that are write-only: encrypted at rest and never shown again. */
export const secretMembers: { [K in GatewayKind]: readonly (keyof GatewayConfigs[K])[] } = {
  alipay: ["privateKey"],
  wechatpay: ["apiV3Key", "merchantPrivateKey"],
  epay: ["key", "merchantPrivateKey"],
};

/** What a gateway says of a payment when it is asked. */
export const gatewayStates = ["waiting", "paid", "closed", "refunded", "frozen", "missing"] as const;
export type GatewayState = (typeof gatewayStates)[number];

/** Why a callback was not believed. */
export const callbackFaults = [
  "BAD_SIGNATURE",
  "UNKNOWN_KEY",
  "STALE",
  "PROBE",
  "MALFORMED",
  "DUPLICATE_PARAMETER",
  "UNDECRYPTABLE",
] as const;
export type CallbackFault = (typeof callbackFaults)[number];

/** How a call to a gateway can fail. */
export const gatewayErrorCodes = [
  /** Keys or addresses in the settings that cannot be used. */
  "MISCONFIGURED",
  "PRIVATE_ADDRESS",
  "UNREACHABLE",
  "TIMED_OUT",
  "BROKEN_OFF",
  "ABORTED",
  /** Too many calls failed: the gateway is left alone for a while. */
  "CIRCUIT_OPEN",
  /** A status of 500 or more. */
  "UNAVAILABLE",
  "RATE_LIMITED",
  /** Not what the protocol says: HTML, cut-off JSON, another payment than the one asked for. */
  "BAD_ANSWER",
  /** An answer that the gateway did not sign, or long ago. */
  "BAD_SIGNATURE",
  /** The gateway says no; `gatewayCode` and the message are its own. */
  "REFUSED",
  "BILL_NOT_READY",
  "BILL_EMPTY",
  "BILL_UNSUPPORTED",
  /** The message names the line. */
  "BILL_MALFORMED",
  "BILL_TRUNCATED",
  "BILL_TOO_LARGE",
  /** Not the file whose hash the gateway announced. */
  "BILL_CORRUPT",
] as const;
export type GatewayErrorCode = (typeof gatewayErrorCodes)[number];
