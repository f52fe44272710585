import type { CallbackNotice, CallbackVerdict } from "#server/gateways/gateway.ts";
import type { GatewayState } from "#server/gateways/schemas.ts";
import type { CallbackOutcome } from "#server/orders/schemas.ts";
import { hasTaken } from "../rules.ts";
import type { CallbackReason, InboxVerdict, MoneyItemKind } from "../schemas.ts";

/** All that a callback is judged by. */
export type CallbackCase = {
  verdict: CallbackVerdict;
  channel: string;
  /** The payment under its number, when somebody told of it before. */
  payment: {
    channel: string | null;
    amountFen: number;
    paidFen: number;
    refundedFen: number;
    gatewayState: GatewayState | null;
  } | null;
  /** What the order of that number costs; null while no order is known. */
  orderFen: number | null;
  /** Two orders or more claim this payment number. */
  shared: boolean;
  /** What the gateway said was paid when it was asked. */
  confirmedFen: number | null;
  /** A callback that said paid was taken before. */
  called: boolean;
  /** This very notice was taken before. */
  noticeTaken: boolean;
  /** The gateway's number is on record for another payment. */
  tradeNoTaken: boolean;
};

/** What a callback comes to. */
export type Judgement = {
  verdict: Exclude<InboxVerdict, "pending" | "error">;
  reason: CallbackReason | null;
  /** Whether the gateway is told that it was taken, so that it stops. */
  taken: boolean;
  /** Whether what it says of the payment goes on record. */
  observe: boolean;
  /** What the order's trace is to show of it; null for nothing. */
  outcome: CallbackOutcome | null;
  /** Whether the gateway is to be asked at once. */
  ask: boolean;
  item: MoneyItemKind | null;
};

const base = { observe: false, outcome: null, ask: false, item: null } as const;
const rejected = (reason: CallbackReason, more: Partial<Judgement> = {}): Judgement => ({
  ...base,
  verdict: "rejected",
  reason,
  taken: false,
  ...more,
});
const taken = (
  verdict: "applied" | "duplicate" | "waiting" | "ignored",
  reason: CallbackReason | null,
  more: Partial<Judgement> = {},
): Judgement => ({ ...base, verdict, reason, taken: true, ...more });

/** Judges a callback. Pure: the same case comes to the same. */
export function judgeCallback(found: CallbackCase): Judgement {
  const { verdict, payment } = found;
  if (!verdict.ok) return rejected(verdict.fault);
  const { notice } = verdict;
  if (!notice.ours) return rejected("FOREIGN_MERCHANT", { item: "foreign_callback" });
  // Asked again when the payment does not stand: the first time the gateway may have called too early.
  if (found.noticeTaken) return taken("duplicate", "SAME_NOTICE", { ask: notice.event === "paid" && !stands(found) });
  if (found.tradeNoTaken) return rejected("TRADE_NO_TAKEN", { item: "foreign_callback" });
  if (payment?.channel && payment.channel !== found.channel) {
    return rejected("CHANNEL_DIFFERS", { item: "foreign_callback" });
  }
  switch (notice.event) {
    case "paid":
      return judgePaid(notice, found);
    case "refunded":
      return isKnown(found)
        ? taken("applied", null, { observe: true, ask: true })
        : taken("waiting", "ORDER_UNKNOWN", { observe: true, ask: true });
    case "refund_failed":
      return taken("applied", "REFUND_FAILED", { item: "refund_failed" });
    case "closed":
      return judgeClosed(found);
    case "waiting":
      return taken("ignored", "NOT_PAID_YET");
    case "other":
      return taken("ignored", "NOTHING_TO_DO");
  }
}

const isKnown = ({ payment, orderFen }: CallbackCase) => payment !== null || orderFen !== null;
const stands = ({ payment }: CallbackCase) => hasTaken(payment?.gatewayState ?? null);

function judgePaid(notice: CallbackNotice, found: CallbackCase): Judgement {
  const { payment, confirmedFen } = found;
  // Refunded stays refunded, whatever is replayed.
  if (payment && payment.refundedFen > 0 && payment.refundedFen >= payment.paidFen) {
    return taken("duplicate", "ALREADY_REFUNDED");
  }
  if (!isKnown(found)) {
    if (found.called) return taken("duplicate", "ALREADY_PAID", { ask: confirmedFen === null });
    return taken("waiting", "ORDER_UNKNOWN", { observe: true, outcome: "applied", ask: true });
  }
  if (notice.amountFen !== (payment?.amountFen ?? found.orderFen)) {
    // The very sum that the gateway confirmed when it was asked is on record by that: the order's owner settles the difference.
    if (confirmedFen === notice.amountFen) return taken("duplicate", "ALREADY_PAID", { outcome: "duplicate" });
    return rejected("AMOUNT_DIFFERS", { outcome: "rejected", ask: true, item: "amount_differs" });
  }
  if (found.called && stands(found)) return taken("duplicate", "ALREADY_PAID");
  return taken("applied", found.shared ? "SHARED_NUMBER" : null, {
    observe: true,
    outcome: "applied",
    ask: confirmedFen === null,
    item: found.shared ? "foreign_callback" : null,
  });
}

function judgeClosed(found: CallbackCase): Judgement {
  if (!isKnown(found)) return taken("waiting", "ORDER_UNKNOWN", { observe: true });
  // A payment that has its money is not closed by a callback: the gateway is asked which of the two is so.
  if ((found.payment?.paidFen ?? 0) > 0) return taken("ignored", "ALREADY_PAID", { ask: true });
  return taken("applied", null, { observe: true });
}
