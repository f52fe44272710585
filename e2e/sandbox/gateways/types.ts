/** The gateways that the sandbox plays: epay in both of its versions. */
export const sandboxKinds = ["alipay", "wechatpay", "epay", "epay2"] as const;
export type SandboxKind = (typeof sandboxKinds)[number];
/** The `kind` of a channel that uses it, as `PUT /api/v1/channels/{channel}` takes it. */
export const channelKind = (kind: SandboxKind) => (kind === "epay2" ? "epay" : kind);

export type SandboxRefund = {
  outRefundNo: string;
  refundNo: string;
  amountFen: number;
  at: Date;
  state: "succeeded" | "pending" | "failed";
};
export type SandboxPayment = {
  kind: SandboxKind;
  outTradeNo: string;
  tradeNo: string;
  amountFen: number;
  state: "waiting" | "paid" | "closed" | "frozen";
  createdAt: Date;
  paidAt: Date | null;
  refunds: SandboxRefund[];
  /** Left out of the bill. */
  unbilled: boolean;
};

/** What a callback says. */
export type CallbackEvent = "paid" | "refunded" | "refund_failed" | "closed" | "waiting";
/** How a callback is spoiled before it is sent. What a protocol cannot express leaves its callback as it is. */
export const twists = [
  /** Signed by somebody else. */
  "forged",
  /** Names a key that the merchant does not have (WeChat Pay); elsewhere like `forged`. */
  "unknown_key",
  /** Signed rightly, for another sum (`amountFen` of the options, else one fen more). */
  "wrong_amount",
  /** Signed rightly, for another merchant. */
  "foreign_merchant",
  /** Signed ten minutes ago. */
  "skewed",
  "truncated",
  "not_utf8",
  "duplicate_parameter",
  /** WeChat Pay's own test of whether signatures are checked. */
  "probe",
  /** A ciphertext whose tag does not fit, signed rightly (WeChat Pay). */
  "bad_tag",
  /** Ten megabytes. */
  "oversized",
] as const;
export type Twist = (typeof twists)[number];

export type CallbackOptions = { event?: CallbackEvent; outRefundNo?: string; amountFen?: number; twist?: Twist };
/** A callback as it goes over the wire. */
export type RawCallback = { method: "GET" | "POST"; query: string; headers: Record<string, string>; body: Buffer };

export const endpoints = ["query", "refund", "query_refund", "bill", "bill_file", "complaints"] as const;
export type Endpoint = (typeof endpoints)[number];
/** How the gateway's own API can fail. */
export const apiFaults = [
  "html",
  "500",
  "truncated",
  /** Never answers, and did nothing. */
  "hang",
  /** Does it, and never answers. */
  "hang_after",
  /** Breaks the connection, having done nothing. */
  "reset",
  "bad_signature",
  "unsigned",
  /** Its clock is ten minutes off. */
  "skewed",
  "busy",
] as const;
export type ApiFault = (typeof apiFaults)[number];
export type Signing = "good" | "bad" | "none" | "skewed";

export type ApiRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  search: string;
  headers: Record<string, string>;
  body: Buffer;
};
export type ApiAnswer = { status: number; headers: Record<string, string>; body: Buffer };
export type ApiCall = { kind: SandboxKind; endpoint: Endpoint; outTradeNo: string | null; outRefundNo: string | null };

export type SandboxComplaint = {
  complaintId: string;
  outTradeNo: string;
  tradeNo: string;
  amountFen: number;
  detail: string;
  state: "PENDING" | "PROCESSING" | "PROCESSED";
  payerPhone: string | null;
  askedRefundFen: number | null;
  at: Date;
};
