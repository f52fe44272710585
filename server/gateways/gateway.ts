import type { GatewayKind, GatewayState } from "./schemas.ts";

/** A request as it came over the wire; headers' names in lower case. */
export type RawRequest = {
  method: string;
  /** What follows the question mark, undecoded; empty when there is none. */
  query: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
};

/** What a callback that verified says. Amounts in fen. */
export type CallbackNotice = {
  event: "paid" | "refunded" | "refund_failed" | "closed" | "waiting" | "other";
  /** The gateway's own id of this notice, constant over its retries; made from the content where there is none. */
  notifyId: string;
  outTradeNo: string;
  gatewayTradeNo: string | null;
  /** What the whole trade is for. */
  amountFen: number;
  /** On refund notices: what has been refunded by it, and under which number of ours. */
  refundFen: number | null;
  outRefundNo: string | null;
  /** When the payer paid (or the refund was made), if it says. */
  at: Date | null;
  /** False when app, seller or merchant id is not ours: nothing of it may be believed. */
  ours: boolean;
};

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
export type CallbackVerdict =
  | { ok: true; notice: CallbackNotice }
  /** `claimed` is the payment number it names, which nobody vouches for. */
  | { ok: false; fault: CallbackFault; claimed: string | null };

/** The words in which a protocol wants to be answered. */
export type CallbackAnswer = { status: number; contentType: string; body: string };

/** A payment as the gateway has it now. Amounts in fen. */
export type GatewayPayment = {
  state: GatewayState;
  /** Null where the gateway has no such payment. */
  amountFen: number | null;
  refundedFen: number;
  gatewayTradeNo: string | null;
  paidAt: Date | null;
  /** False when the answer names another merchant than ours. */
  ours: boolean;
};

/** `unknown`: nobody can say whether it happened; ask again under the same number, never send under a new one. */
export type GatewayRefund = {
  state: "succeeded" | "pending" | "failed" | "missing" | "unknown";
  amountFen: number | null;
  gatewayRefundNo: string | null;
  code: string | null;
  message: string | null;
};

/** One line of a daily bill. Amounts in fen; a refund line has `kind: "refund"` and a positive amount. */
export type BillLine = {
  kind: "payment" | "refund";
  outTradeNo: string;
  gatewayTradeNo: string | null;
  outRefundNo: string | null;
  amountFen: number;
  at: Date | null;
};

export type RefundCall = {
  outTradeNo: string;
  gatewayTradeNo: string | null;
  outRefundNo: string;
  amountFen: number;
  /** What the whole trade was paid with. */
  totalFen: number;
  reason: string;
};

/** One configured merchant account at a gateway. All implementations pass `contract.ts`. */
export type Gateway = {
  readonly kind: GatewayKind;
  /** Judges a callback by signature, age and form. Does no I/O. */
  verifyCallback(request: RawRequest, now: Date): CallbackVerdict;
  /** What to answer once a callback was taken (or refused, so that it comes again). */
  answer(taken: boolean): CallbackAnswer;
  /** @throws GatewayError */
  query(outTradeNo: string): Promise<GatewayPayment>;
  /** Sends a refund; repeating it under the same `outRefundNo` is safe. @throws GatewayError when it certainly was not sent */
  refund(call: RefundCall): Promise<GatewayRefund>;
  /** @throws GatewayError */
  queryRefund(call: { outTradeNo: string; outRefundNo: string }): Promise<GatewayRefund>;
  /**
   * The bill of a day as a stream of lines.
   * @param day YYYY-MM-DD in Asia/Shanghai
   * @throws GatewayError with code BILL_NOT_READY, BILL_EMPTY or BILL_UNSUPPORTED (upload it then)
   */
  fetchBill(day: string): Promise<AsyncIterable<BillLine>>;
};

/** What went wrong with a call to a gateway. `sent: false` means that the gateway certainly did not act on it. */
export class GatewayError extends Error {
  readonly code: string;
  readonly sent: boolean;
  constructor(code: string, message: string, options: { sent: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "GatewayError";
    this.code = code;
    this.sent = options.sent;
  }
}
