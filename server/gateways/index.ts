import { type Clock, systemClock } from "#server/core/clock.ts";
import { alipay } from "./alipay.ts";
import { type CallLimits, type CallSample, callerOf, defaultLimits } from "./call.ts";
import { epay } from "./epay.ts";
import { type Gateway, GatewayError } from "./gateway.ts";
import { type GatewayKind, gatewayConfigSchemas } from "./schemas.ts";
import { wechatpay } from "./wechatpay.ts";

export { readBill } from "./bill/read-bill.ts";
export type { CallLimits, CallName, CallSample } from "./call.ts";
export type * from "./gateway.ts";
export { callbackFaults, GatewayError, gatewayErrorCodes } from "./gateway.ts";
export { fenOfText, yuanOfFen } from "./money.ts";

export type OpenGateway = {
  /** Names the circuit breaker, which all gateways opened for the same channel and address share. */
  channel: string;
  kind: GatewayKind;
  /** The members that `gatewayConfigSchemas[kind]` takes, secrets included. */
  config: unknown;
  /** Whether the gateway may be at a private or loopback address (`ALLOW_PRIVATE_URLS`). */
  allowPrivate: boolean;
  clock?: Clock;
  limits?: Partial<CallLimits>;
  /** Told of every attempt, for the channel's health. Must not throw. */
  onCall?: (sample: CallSample) => void;
};

/**
 * Opens a merchant account at a gateway: the only door to the adapters. Does no I/O.
 * @throws GatewayError MISCONFIGURED for settings or keys that cannot be used; its message never quotes them
 */
export function openGateway(options: OpenGateway): Gateway {
  const clock = options.clock ?? systemClock;
  const limits = { ...defaultLimits, ...options.limits };
  const { channel, allowPrivate, onCall } = options;
  const callAt = (address: string) => callerOf({ channel, address, allowPrivate, limits, ...(onCall && { onCall }) });
  switch (options.kind) {
    case "alipay": {
      const config = settings("alipay", options.config);
      return alipay(config, { clock, allowPrivate, call: callAt(config.gatewayUrl) });
    }
    case "wechatpay": {
      const config = settings("wechatpay", options.config);
      return wechatpay(config, { clock, allowPrivate, call: callAt(config.baseUrl) });
    }
    case "epay": {
      const config = settings("epay", options.config);
      return epay(config, { clock, call: callAt(config.apiUrl) });
    }
  }
}

function settings<K extends GatewayKind>(kind: K, config: unknown) {
  const parsed = gatewayConfigSchemas[kind].safeParse(config);
  if (parsed.success) return parsed.data as NonNullable<ReturnType<(typeof gatewayConfigSchemas)[K]["parse"]>>;
  const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".")))].join(", ");
  throw new GatewayError("MISCONFIGURED", `the settings lack or misname: ${names}`, { sent: false });
}
