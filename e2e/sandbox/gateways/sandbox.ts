import { setTimeout as sleep } from "node:timers/promises";
import * as alipay from "./alipay.ts";
import { alipayBill, epayBill, wechatpayBill } from "./bills.ts";
import { type Attempt, type Delivered, type RetryOptions, sendOnce, sendUntilTaken, spoiled } from "./deliver.ts";
import * as epay from "./epay.ts";
import { Faults } from "./faults.ts";
import { Keys } from "./keys.ts";
import { type NewRefund, Till } from "./till.ts";
import type {
  ApiCall,
  CallbackOptions,
  RawCallback,
  SandboxComplaint,
  SandboxKind,
  SandboxPayment,
  SandboxRefund,
} from "./types.ts";
import * as wechatpay from "./wechatpay.ts";
import * as wechatpayCallbacks from "./wechatpay-callbacks.ts";

export type Sum = { amountFen: number; kind: SandboxKind; at?: Date; tradeNo?: string };
export type Delivery = CallbackOptions &
  RetryOptions & {
    notifyUrl: string;
    kind?: SandboxKind;
    /** Never arrives. */
    lose?: boolean;
    delayMs?: number;
    /** This many at the same moment, each with its own retries. */
    copies?: number;
  };
const MAX_SENT = 20;

/** What can be done to and asked of the sandbox gateways from inside the process; `control.ts` offers the same over HTTP. */
export class GatewaySandbox {
  readonly till = new Till();
  readonly faults = new Faults();
  readonly keys: Keys;
  readonly #sent = new Map<string, { notifyUrl: string; raw: RawCallback }[]>();
  /** Where it listens, once it does. */
  url = "";

  constructor(keysFile?: string) {
    this.keys = new Keys(keysFile);
  }

  /** What `PUT /api/v1/channels/{channel}` takes as `config` for a channel at this gateway. */
  config(kind: SandboxKind): Record<string, unknown> {
    if (kind === "alipay") return alipay.config(this.keys, this.url);
    return kind === "wechatpay" ? wechatpay.config(this.keys, this.url) : epay.config(this.keys, this.url, kind);
  }
  /** An order that waits to be paid. A callback about it that says "paid" is a lie. */
  create(outTradeNo: string, { kind, amountFen, at, tradeNo }: Sum): SandboxPayment {
    return this.till.create(kind, outTradeNo, amountFen, at, tradeNo);
  }
  /** The payer pays; the order is made if there is none. */
  pay(outTradeNo: string, { kind, amountFen, at, tradeNo }: Sum): SandboxPayment {
    return this.till.pay(kind, outTradeNo, amountFen, at, tradeNo);
  }
  /** Nobody paid in time. */
  closePayment(outTradeNo: string, kind?: SandboxKind): void {
    this.till.only(outTradeNo, kind).state = "closed";
  }
  freeze(outTradeNo: string, kind?: SandboxKind): void {
    this.till.only(outTradeNo, kind).state = "frozen";
  }
  /** A refund made at the gateway, as from its console. */
  refund(outTradeNo: string, wanted: NewRefund & { kind?: SandboxKind }): SandboxRefund {
    return this.till.refund(this.till.only(outTradeNo, wanted.kind), wanted).refund;
  }
  /** Says how a refund that was pending ended. */
  settleRefund(kind: SandboxKind, outRefundNo: string, state: SandboxRefund["state"]): void {
    const found = this.till.findRefund(kind, outRefundNo);
    if (!found) throw new Error(`there is no refund ${outRefundNo}`);
    found.refund.state = state;
  }
  payment(outTradeNo: string, kind?: SandboxKind): SandboxPayment {
    return this.till.only(outTradeNo, kind);
  }
  /** What the gateways' APIs were asked, oldest first. */
  calls(filter: Partial<ApiCall> = {}): ApiCall[] {
    return this.till.calls.filter((call) =>
      Object.entries(filter).every(([name, value]) => call[name as keyof ApiCall] === value),
    );
  }

  /** A callback as it would go over the wire, signed now, spoiled as the options say. */
  callback(outTradeNo: string, options: CallbackOptions & { kind?: SandboxKind } = {}): RawCallback {
    const row = this.till.only(outTradeNo, options.kind);
    const outRefundNo = options.outRefundNo ?? row.refunds.at(-1)?.outRefundNo;
    const full = { ...options, ...(outRefundNo && { outRefundNo }) };
    const made =
      row.kind === "alipay"
        ? alipay.callback(this.keys, this.till, row, full)
        : row.kind === "wechatpay"
          ? wechatpayCallbacks.callback(this.keys, row, full)
          : epay.callback(this.keys, row.kind, row, full);
    return spoiled(made, options.twist);
  }
  /** Sends a callback as its protocol does: again and again until it is acknowledged. */
  async deliver(outTradeNo: string, delivery: Delivery): Promise<Delivered> {
    const { kind } = this.till.only(outTradeNo, delivery.kind);
    if (delivery.lose) return { attempts: [], acknowledged: false };
    await sleep(delivery.delayMs ?? 0);
    const make = () => this.#remember(outTradeNo, delivery.notifyUrl, this.callback(outTradeNo, { ...delivery, kind }));
    const copies = Array.from({ length: delivery.copies ?? 1 }, () =>
      sendUntilTaken(kind, delivery.notifyUrl, make, delivery),
    );
    const results = await Promise.all(copies);
    return {
      attempts: results.flatMap(({ attempts }) => attempts),
      acknowledged: results.every(({ acknowledged }) => acknowledged),
    };
  }
  /**
   * Sends many, several at once, in another order than they came in where `order` says so; the results are in the given order.
   * @param options.seed makes the same shuffle again
   */
  async deliverAll(
    deliveries: readonly (Delivery & { outTradeNo: string })[],
    options: { order?: "given" | "reversed" | "shuffled"; atOnce?: number; seed?: number } = {},
  ): Promise<Delivered[]> {
    const queue = deliveries.map((_, index) => index);
    if (options.order === "reversed") queue.reverse();
    if (options.order === "shuffled") shuffle(queue, options.seed ?? 1);
    const results: Delivered[] = [];
    const work = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const delivery = deliveries[next];
        if (delivery) results[next] = await this.deliver(delivery.outTradeNo, delivery);
      }
    };
    await Promise.all(Array.from({ length: options.atOnce ?? 8 }, work));
    return results;
  }
  /** Sends the very bytes of an earlier callback again: the last one, or the one at `index` of those that were sent. */
  async replay(outTradeNo: string, index = -1): Promise<Attempt> {
    const sent = this.#sent.get(outTradeNo)?.at(index);
    if (!sent) throw new Error(`no callback of ${outTradeNo} was sent`);
    return sendOnce(sent.notifyUrl, sent.raw);
  }
  #remember(outTradeNo: string, notifyUrl: string, raw: RawCallback): RawCallback {
    const all = this.#sent.get(outTradeNo) ?? [];
    this.#sent.set(outTradeNo, [...all, { notifyUrl, raw }].slice(-MAX_SENT));
    return raw;
  }

  /** A payer complains at WeChat Pay. */
  complain(outTradeNo: string, about: Partial<SandboxComplaint> = {}): SandboxComplaint {
    return this.till.complain(outTradeNo, about);
  }
  /** A notification of a complaint, unsent. */
  complaintCallback(complaintId: string, action = "CREATE_COMPLAINT", options: CallbackOptions = {}): RawCallback {
    const complaint = this.till.complaints.get(complaintId);
    if (!complaint) throw new Error(`there is no complaint ${complaintId}`);
    return spoiled(wechatpayCallbacks.complaintCallback(this.keys, complaint, action, options), options.twist);
  }
  deliverComplaint(
    complaintId: string,
    { notifyUrl, action, ...options }: { notifyUrl: string; action?: string } & CallbackOptions & RetryOptions,
  ): Promise<Delivered> {
    const make = () => this.complaintCallback(complaintId, action, options);
    return sendUntilTaken("wechatpay", notifyUrl, make, options);
  }

  /** The bill of a day (YYYY-MM-DD, Shanghai) as somebody would upload it. */
  async billFile(kind: SandboxKind, day: string): Promise<{ name: string; body: Buffer }> {
    if (kind === "alipay") return { name: `${day}.zip`, body: await alipayBill(this.till, day).zip() };
    const body = kind === "wechatpay" ? wechatpayBill(this.till, day).file : epayBill(this.till, day, kind).file;
    return { name: `${day}.csv`, body };
  }
  /** Puts a payment into the bill that nobody knows of. */
  addBillLine(kind: SandboxKind, outTradeNo: string, amountFen: number, at = new Date()): void {
    this.till.extraLines.push({ kind, outTradeNo, amountFen, at });
  }
  /** Leaves a payment out of the bill. */
  omitFromBill(outTradeNo: string, kind?: SandboxKind): void {
    this.till.only(outTradeNo, kind).unbilled = true;
  }

  /** New keys of a gateway. The merchant's settings are out of date then; `config` gives the new ones. */
  rotateKeys(kind: SandboxKind): void {
    this.keys.rotate(kind);
  }
  /** Forgets payments, complaints, calls and faults; keeps the keys. */
  reset(): void {
    this.till.reset();
    this.faults.heal();
    this.#sent.clear();
  }
}

/** Fisher and Yates, by a small generator that a seed repeats. */
function shuffle(list: number[], seed: number): void {
  let state = seed >>> 0;
  for (let at = list.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (at + 1));
    [list[at], list[other]] = [list[other] as number, list[at] as number];
  }
}
