import type { AttachmentKind, Claim } from "#server/diagnosis/schemas.ts";
import type { GatewayState } from "#server/gateways/schemas.ts";
import type { CallbackOutcome, PaymentState, Stage, StageState } from "#server/orders/schemas.ts";
import type { InboxVerdict } from "#server/payments/schemas.ts";
import type { MessageAuthor } from "#server/tickets/schemas.ts";

/** The words of case files and evidence packs. Files go out of the house and are read by themselves, so they stand here. */
export type PaperWords = {
  headings: readonly [string, string, string, string];
  page(n: number, of: number): string;
  made(at: string): string;
  caseTitle(no: string): string;
  packTitle(no: string): string;
  caseFoot: string;
  packFoot: string;
  yes: string;
  no: string;
  none: string;
  block: Record<
    | "case"
    | "order"
    | "money"
    | "payments"
    | "answers"
    | "inbox"
    | "reported"
    | "customer"
    | "steps"
    | "events"
    | "talk"
    | "proofs"
    | "pictures",
    string
  >;
  note: Record<"answers" | "inbox" | "events" | "talk" | "proofs", string>;
  empty: Record<"payments" | "answers" | "inbox" | "reported" | "events" | "talk" | "proofs", string>;
  label: Record<
    | "caseId"
    | "ticket"
    | "channel"
    | "merchant"
    | "filedAt"
    | "dueAt"
    | "ask"
    | "orderNo"
    | "product"
    | "target"
    | "createdAt"
    | "orderStatus"
    | "paid"
    | "credited"
    | "refunded"
    | "open"
    | "outTradeNo"
    | "tradeNo"
    | "method"
    | "amount"
    | "began"
    | "paidAt"
    | "state"
    | "askedAt"
    | "at"
    | "verified"
    | "verdict"
    | "reason"
    | "event"
    | "notifyId"
    | "answered"
    | "outcome"
    | "claim"
    | "since"
    | "said"
    | "openedAt"
    | "stage"
    | "what"
    | "who"
    | "kind"
    | "file"
    | "size"
    | "hash"
    | "lane",
    string
  >;
  ask: string;
  lane(filed: string, due: string): string;
  paymentState: Record<PaymentState, string>;
  gatewayState: Record<GatewayState, string>;
  verdict: Record<InboxVerdict, string>;
  outcome: Record<CallbackOutcome, string>;
  stage: Record<Stage, string>;
  stageState: Record<StageState, string>;
  claim: Record<Claim, string>;
  author: Record<MessageAuthor, string>;
  proof: Record<AttachmentKind, string>;
};
