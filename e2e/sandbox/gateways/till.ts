import { randomInt } from "node:crypto";
import type { ApiCall, SandboxComplaint, SandboxKind, SandboxPayment, SandboxRefund } from "./types.ts";

const MAX_CALLS = 20_000;
let counter = randomInt(1_000_000);
const number = (prefix: string) => `${prefix}${Date.now()}${(++counter % 1_000_000).toString().padStart(6, "0")}`;

export type NewRefund = {
  amountFen: number;
  outRefundNo?: string | undefined;
  state?: SandboxRefund["state"] | undefined;
  at?: Date;
};
/** Why a refund was not made. */
export class RefundRefused extends Error {
  readonly reason: "missing" | "not_paid" | "too_much" | "other_amount";
  constructor(reason: RefundRefused["reason"]) {
    super(reason);
    this.reason = reason;
  }
}

/** What the sandbox gateways know: payments, refunds, complaints, and what they were asked. All in memory. */
export class Till {
  readonly payments = new Map<string, SandboxPayment>();
  readonly complaints = new Map<string, SandboxComplaint>();
  readonly calls: ApiCall[] = [];
  /** Lines that a bill has and nobody paid: `missing here` is made of them. */
  readonly extraLines: { kind: SandboxKind; outTradeNo: string; amountFen: number; at: Date }[] = [];

  find(kind: SandboxKind, outTradeNo: string): SandboxPayment | undefined {
    return this.payments.get(`${kind} ${outTradeNo}`);
  }
  /** The payment of that number, at whichever gateway. @throws Error when there is none or several */
  only(outTradeNo: string, kind?: SandboxKind): SandboxPayment {
    const found = [...this.payments.values()].filter(
      (row) => row.outTradeNo === outTradeNo && (!kind || row.kind === kind),
    );
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} payments are called ${outTradeNo}`);
    return found[0];
  }
  /** @param tradeNo the gateway's own number, where it has to be a given one */
  create(
    kind: SandboxKind,
    outTradeNo: string,
    amountFen: number,
    at = new Date(),
    tradeNo = number(kind === "wechatpay" ? "42000" : "2026"),
  ): SandboxPayment {
    const known = this.find(kind, outTradeNo);
    if (known) return known;
    const row: SandboxPayment = {
      kind,
      outTradeNo,
      tradeNo,
      amountFen,
      state: "waiting",
      createdAt: at,
      paidAt: null,
      refunds: [],
      unbilled: false,
    };
    this.payments.set(`${kind} ${outTradeNo}`, row);
    return row;
  }
  pay(kind: SandboxKind, outTradeNo: string, amountFen: number, at = new Date(), tradeNo?: string): SandboxPayment {
    const row = this.create(kind, outTradeNo, amountFen, at, tradeNo);
    Object.assign(row, { amountFen, state: "paid", paidAt: at });
    return row;
  }
  refundedFen(row: SandboxPayment): number {
    return row.refunds.filter(({ state }) => state !== "failed").reduce((sum, { amountFen }) => sum + amountFen, 0);
  }
  /** Makes a refund; the same number and sum again is the same refund. @throws RefundRefused */
  refund(row: SandboxPayment | undefined, wanted: NewRefund): { refund: SandboxRefund; fresh: boolean } {
    if (!row) throw new RefundRefused("missing");
    const known = row.refunds.find(({ outRefundNo }) => outRefundNo === wanted.outRefundNo);
    if (known && known.amountFen !== wanted.amountFen) throw new RefundRefused("other_amount");
    if (known) return { refund: known, fresh: false };
    if (row.state !== "paid") throw new RefundRefused("not_paid");
    if (this.refundedFen(row) + wanted.amountFen > row.amountFen) throw new RefundRefused("too_much");
    const refundNo = number("5000");
    const refund: SandboxRefund = {
      outRefundNo: wanted.outRefundNo ?? `console-${refundNo}`,
      refundNo,
      amountFen: wanted.amountFen,
      at: wanted.at ?? new Date(),
      state: wanted.state ?? "succeeded",
    };
    row.refunds.push(refund);
    return { refund, fresh: true };
  }
  findRefund(kind: SandboxKind, outRefundNo: string): { row: SandboxPayment; refund: SandboxRefund } | undefined {
    for (const row of this.payments.values()) {
      const refund = row.kind === kind && row.refunds.find((one) => one.outRefundNo === outRefundNo);
      if (refund) return { row, refund };
    }
    return undefined;
  }
  complain(outTradeNo: string, about: Partial<SandboxComplaint>): SandboxComplaint {
    const row = this.only(outTradeNo, "wechatpay");
    const complaint: SandboxComplaint = {
      complaintId: number("2002"),
      outTradeNo,
      tradeNo: row.tradeNo,
      amountFen: row.amountFen,
      detail: "充值一直没到账",
      state: "PENDING",
      payerPhone: "13800138000",
      askedRefundFen: null,
      at: new Date(),
      ...about,
    };
    this.complaints.set(complaint.complaintId, complaint);
    return complaint;
  }
  note(call: ApiCall): void {
    this.calls.push(call);
    if (this.calls.length > MAX_CALLS) this.calls.shift();
  }
  reset(): void {
    this.payments.clear();
    this.complaints.clear();
    this.calls.length = 0;
    this.extraLines.length = 0;
  }
}
