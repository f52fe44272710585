import type { CallbackFault, GatewayErrorCode, GatewayKind, GatewayState } from "./schemas.ts";

export { type CallbackFault, callbackFaults, type GatewayErrorCode, gatewayErrorCodes } from "./schemas.ts";

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
  /**
   * On refund notices: what has been refunded by it, and under which number of ours. Alipay names only the sum of all refunds of
   * the trade so far, which then stands in both.
   */
  refundFen: number | null;
  outRefundNo: string | null;
  /** What has been refunded of the trade by now, in all; null where the notice does not say it. */
  refundedTotalFen: number | null;
  /** When the payer paid (or the refund was made), if it says. */
  at: Date | null;
  /** False when app, seller or merchant id is not ours: nothing of it may be believed. */
  ours: boolean;
};

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
  /**
   * At least this much. Alipay does not tell of partial refunds, and WeChat Pay says `refunded` of a payment without saying how
   * much: then it is 0, and the state alone must keep anybody from crediting.
   */
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

/** A complaint that a payer made at the gateway. */
export type Complaint = {
  complaintId: string;
  state: "pending" | "processing" | "processed";
  at: Date;
  detail: string;
  /** The gateway's own word, such as REFUND or SERVICE_NOT_WORK. */
  problemType: string | null;
  /** In clear: the gateway sends it encrypted for us. */
  payerPhone: string | null;
  /** The payer wrote something that nobody answered. */
  payerWaits: boolean;
  fullyRefunded: boolean;
  askedRefundFen: number | null;
  orders: { outTradeNo: string; gatewayTradeNo: string | null; amountFen: number | null }[];
};
export type ComplaintNotice = { notifyId: string; complaintId: string; action: string; at: Date | null };
export type ComplaintDesk = {
  /** Judges a notification as verifyCallback does; null when it verifies and is about something else. Does no I/O. */
  parseComplaint(
    request: RawRequest,
    now: Date,
  ): { ok: true; notice: ComplaintNotice } | { ok: false; fault: CallbackFault } | null;
  /** Complaints of these days (YYYY-MM-DD, at most 30), at most 50 a page. @throws GatewayError */
  list(call: {
    from: string;
    to: string;
    offset?: number;
    limit?: number;
  }): Promise<{ items: Complaint[]; total: number }>;
  /** @throws GatewayError */
  get(complaintId: string): Promise<Complaint>;
};

/** One configured merchant account at a gateway. All implementations pass `contract.ts`. */
export type Gateway = {
  readonly kind: GatewayKind;
  /** False where the gateway takes no number of ours for a refund (epay with MD5): it must be asked, never sent again. */
  readonly refundsRepeatable: boolean;
  /** How far apart the gateway wants two refunds of one payment; any distance where it is left out. */
  readonly refundsApartMs?: number;
  /** Where the gateway lets us read payers' complaints. */
  readonly complaints?: ComplaintDesk;
  /** Judges a callback by signature, age and form. Does no I/O. */
  verifyCallback(request: RawRequest, now: Date): CallbackVerdict;
  /**
   * What to answer once a callback was taken (or refused, so that it comes again).
   * @param fault why it was not even believed
   */
  answer(taken: boolean, fault?: CallbackFault | null): CallbackAnswer;
  /**
   * @param insist a person waits for this answer: asked once even while the circuit is open
   * @throws GatewayError
   */
  query(outTradeNo: string, insist?: boolean): Promise<GatewayPayment>;
  /**
   * Sends a refund. Where {@link refundsRepeatable}, repeating it under the same `outRefundNo` is safe; elsewhere a refund that
   * may have been made is answered with `unknown` and is not sent.
   * @throws GatewayError when it certainly was not sent
   */
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
  readonly code: GatewayErrorCode;
  readonly sent: boolean;
  /** The gateway's own code, when it said no. */
  readonly gatewayCode: string | null;
  constructor(
    code: GatewayErrorCode,
    message: string,
    options: { sent: boolean; gatewayCode?: string | null; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "GatewayError";
    this.code = code;
    this.sent = options.sent;
    this.gatewayCode = options.gatewayCode ?? null;
  }
}
