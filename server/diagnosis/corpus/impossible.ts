import { diagnose } from "../engine.ts";
import type { CauseRule, Pack } from "../pack/schema.ts";
import type { CauseCode, Fact } from "../schemas.ts";
import { facts, known, NOW } from "./testing.ts";

/** For tests: what cannot be, by the catalogue of causes, however much else speaks for it. */

/** Reasons for which a payment does not come about: none of them explains money that a gateway has. */
const unpaidCauses: readonly CauseCode[] = [
  ...(["ACC_SESSION_EXPIRED", "INP_VERIFY_INCOMPLETE", "INP_UNOFFICIAL_LINK", "PAY_NOT_SENT", "PAY_UNPAID"] as const),
  ...(["PAY_USER_PAYING", "PAY_FUNDS_SHORT", "PAY_BUYER_LIMIT", "PAY_MERCHANT_LIMIT", "PAY_CARD_INVALID"] as const),
  ...(["PAY_METHOD_OFF", "PAY_PASSWORD_LOCKED", "PAY_METHOD_UNSUPPORTED", "PAY_CHANNEL_DOWN"] as const),
  ...(["PAY_CONFIG_ERROR", "PAY_CLOSED", "PAY_TRADE_FAILED", "PAY_BANK_REVERSAL"] as const),
  ...(["RISK_PLATFORM_BLOCK", "RISK_GATEWAY_REJECT"] as const),
];
/** What can go wrong only after a payment. */
const paidCauses: readonly CauseCode[] = [
  ...(["CB_MISSING", "CB_BAD_SIGN", "CB_PROCESS_ERROR", "CB_LATE", "FUL_UPSTREAM_SLOW", "FUL_UPSTREAM_DOWN"] as const),
  ...(["FUL_NO_MATCH", "FUL_FAILED", "FUL_UPSTREAM_FUNDS", "FUL_PARTIAL", "CR_NOT_CREDITED"] as const),
  ...(["ORD_DUP_PAYMENT", "CB_AMOUNT_MISMATCH"] as const),
];
/** What a delivery in full disproves. */
const undelivered: readonly CauseCode[] = [
  ...unpaidCauses,
  ...(["ACC_FROZEN", "ACC_UNVERIFIED", "ACC_LEVEL_RESTRICTED", "INP_COUPON_RULE", "RISK_PLATFORM_HOLD"] as const),
  ...(["CB_MISSING", "CB_BAD_SIGN", "CB_IDENTITY_MISMATCH", "CB_PROCESS_ERROR", "CB_LATE"] as const),
  ...(["FUL_UPSTREAM_SLOW", "FUL_UPSTREAM_DOWN", "FUL_OUT_OF_STOCK", "FUL_NO_MATCH", "FUL_FAILED"] as const),
  ...(["FUL_UPSTREAM_FUNDS", "FUL_PARTIAL", "POL_CHANNEL_BLOCKED"] as const),
];

/** What an authority says, and the causes that it leaves no room for. */
export const impossible: readonly (readonly [key: string, value: string | boolean, causes: readonly CauseCode[]])[] = [
  ["pay.state", "paid", unpaidCauses],
  ["pay.state", "refunded", unpaidCauses],
  ["pay.state", "closed", paidCauses],
  ["delivery.state", "done", undelivered],
  ["delivery.state", "not_done", ["CR_DELIVERED_UNSEEN", "ORD_STATE_LAG"]],
  ["cb.state", "applied", ["CB_MISSING"]],
  ["pay.paid_twice", true, ["CB_MISSING", "FUL_UPSTREAM_SLOW", "CR_NOT_CREDITED", "INP_DUP_SUBMIT"]],
  ["acct.frozen", false, ["ACC_FROZEN"]],
  ["order.exists", true, ["ORD_LOST"]],
];

/** Records that speak for a cause as loudly as the pack can hear. */
export function loudest(cause: CauseRule): Fact[] {
  const strongest = new Map<string, { value: Fact["value"]; weight: number }>();
  for (const { fact, is, weight } of cause.evidence) {
    const before = strongest.get(fact);
    if (weight > 0 && (!before || weight > before.weight)) strongest.set(fact, { value: is[0] ?? null, weight });
  }
  for (const { fact, is } of cause.decisive[0]?.all ?? []) strongest.set(fact, { value: is[0] ?? null, weight: 99 });
  return [...strongest].filter(([key]) => !key.startsWith("user.")).map(([key, { value }]) => known(key, value));
}

/** The causes that a pack leaves any chance though an authority says that they cannot be. */
export function believed(pack: Pack, only?: CauseCode): string[] {
  return impossible.flatMap(([key, value, causes]) =>
    causes
      .filter((code) => only === undefined || code === only)
      .flatMap((code) => {
        const cause = pack.causes.find((one) => one.code === code);
        if (!cause) return [];
        const records = facts(...loudest(cause), known(key, value, "gateway"));
        const ranked = diagnose(pack, records, {}, NOW).ranking.find((one) => one.code === code);
        return (ranked?.probability ?? 0) > 0 ? [`${code} though ${key}=${value}`] : [];
      }),
  );
}
