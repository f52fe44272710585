import type { OrderCase } from "#server/orders/case.ts";
import { familyOf, type RiskFamily } from "#server/risk/schemas.ts";
import type { AppealDecision, AppealScope, EvidenceForm, EvidenceItem, SecondReason } from "./schemas.ts";

/** What holds an order or its owner's account, and what is asked for. Pure. */

export type Flag = OrderCase["riskFlags"][number];
export type Hold = {
  scope: AppealScope;
  /** What is held, as the index of open appeals names it. */
  subject: string;
  families: RiskFamily[];
  /** The platform's own flags that hold it. */
  flags: Flag[];
  frozen: boolean;
  underReview: boolean;
  /** Something of this is on record. */
  held: boolean;
};

const holds = (flag: Flag) => flag.side === "platform" && flag.state !== "cleared";

/** What the records say holds an order: its own flags before those of its customer. Other sides' flags are not ours to lift. */
export function holdOf(found: Pick<OrderCase, "order" | "riskFlags" | "customer">): Hold {
  const { order } = found;
  const all = found.riskFlags.filter(holds);
  const own = all.filter((flag) => flag.orderNo !== null);
  const frozen = found.customer?.frozen === true;
  const underReview = order.status === "under_review";
  const scope: AppealScope = own.length > 0 || underReview || (all.length === 0 && !frozen) ? "order" : "account";
  const flags = own.length > 0 ? own : all;
  const families = [...new Set(flags.map((flag) => familyOf(flag.rule)))];
  if (frozen && scope === "account" && !families.includes("identity")) families.push("identity");
  return {
    scope,
    subject: scope === "order" ? `order:${order.orderNo}` : `customer:${order.customerId}`,
    families: families.length > 0 ? families : ["other"],
    flags,
    frozen,
    underReview,
    held: flags.length > 0 || frozen || underReview,
  };
}

export const formOf: Record<EvidenceItem, EvidenceForm> = {
  identity: "identity",
  usual_device: "text",
  purchase_history: "text",
  purpose: "text",
  payment_proof: "file",
  payer_proof: "file",
  recipient: "text",
  funds_proof: "file",
  own_accounts: "text",
  offer_use: "text",
};

/** Needed, and helpful: as little as will do. */
const asks: Record<RiskFamily, { needed: EvidenceItem[]; helpful: EvidenceItem[] }> = {
  velocity: { needed: ["purpose"], helpful: ["purchase_history", "payment_proof"] },
  device_location: { needed: ["usual_device"], helpful: ["purchase_history", "identity"] },
  amount_anomaly: { needed: ["purpose", "payer_proof"], helpful: ["purchase_history"] },
  account_switching: { needed: ["own_accounts"], helpful: ["identity"] },
  payer_mismatch: { needed: ["payer_proof", "recipient"], helpful: [] },
  identity: { needed: ["identity"], helpful: ["purchase_history"] },
  funds_source: { needed: ["funds_proof"], helpful: ["payer_proof"] },
  promotion: { needed: ["offer_use"], helpful: ["purchase_history"] },
  other: { needed: ["purpose"], helpful: ["payment_proof", "purchase_history"] },
};

export type Need = { item: EvidenceItem; form: EvidenceForm; required: boolean };

/**
 * What is asked for, the needed first.
 * @param asked what the reviewer asked for besides: it is needed from then on
 */
export function needsOf(families: readonly RiskFamily[], asked: readonly EvidenceItem[] = []): Need[] {
  const needed = [...new Set([...families.flatMap((family) => asks[family].needed), ...asked])];
  const helpful = [...new Set(families.flatMap((family) => asks[family].helpful))].filter(
    (item) => !needed.includes(item),
  );
  const need = (required: boolean) => (item: EvidenceItem) => ({ item, form: formOf[item], required });
  return [...needed.map(need(true)), ...helpful.map(need(false))];
}

export type Given = { item: EvidenceItem; state: "given" | "withdrawn" | "erased"; givenAt: Date };

/**
 * What is needed and not there.
 * @param asked what was asked for anew at `askedAt`: what was given before does not answer that
 */
export function missingOf(
  needs: readonly Need[],
  given: readonly Given[],
  asked: readonly EvidenceItem[] = [],
  askedAt: Date | null = null,
): EvidenceItem[] {
  const there = (item: EvidenceItem) =>
    given.some(
      (one) =>
        one.item === item &&
        one.state !== "withdrawn" &&
        !(askedAt !== null && asked.includes(item) && one.givenAt <= askedAt),
    );
  return needs.filter(({ item, required }) => required && !there(item)).map(({ item }) => item);
}

/** Why a decision needs a second person; empty when one is enough. */
export function secondReasonsOf(about: {
  decision: AppealDecision;
  scope: AppealScope;
  amountFen: number;
  thresholdFen: number;
}): SecondReason[] {
  return [
    ...(about.amountFen > about.thresholdFen ? (["over_threshold"] as const) : []),
    ...(about.scope === "account" && about.decision === "pass" ? (["account"] as const) : []),
  ];
}

/** What is paid and neither credited nor refunded; when nothing was paid, the price. */
export function atStakeFen(found: {
  order: Pick<OrderCase["order"], "amountFen">;
  paidFen: number;
  creditedFen: number;
  refundedFen: number;
}): number {
  const left = Math.max(0, found.paidFen - found.creditedFen - found.refundedFen);
  return left > 0 ? left : found.order.amountFen;
}
