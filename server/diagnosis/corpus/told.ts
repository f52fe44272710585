import type { GatewayState } from "#server/gateways/schemas.ts";
import type { GatewayWord } from "#server/orders/index.ts";
import type { CallbackOutcome, ChannelStatus, OrderStatus, RiskSide } from "#server/orders/schemas.ts";
import type { CauseCode } from "../schemas.ts";
import { stableHash } from "./hash.ts";
import { type ProductName, products } from "./products.ts";
import type { Scenario } from "./scenario.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SHOPS = ["https://shop.example", "urn:kameng:core", "https://pay.cardstore.example/events"];
const NUMBERS = ["CM20261123", "KM202611", "DD", "", "A-2026-", "T1123"];
type Data = Record<string, unknown>;
type Attempt = { outTradeNo: string; channel: string; amountFen: number; paid: boolean };

/**
 * What happened, as each party told it. Every time is in minutes before the person asks; every call adds what one party sent.
 * Nothing is added that the story does not name, so what is left out is unknown.
 */
export class Told {
  readonly cause: CauseCode;
  readonly title: string;
  protected readonly seed: number;
  protected readonly now: Date;
  protected readonly orderNo: string;
  private readonly customerId: string;
  protected events: Data[] = [];
  protected words: GatewayWord[] = [];
  protected attempts: Attempt[] = [];
  protected answers: { channel: string; outTradeNo: string; state: string | null; answeredAt: Date | null }[] = [];
  protected askable = new Set<string>();
  protected standingIs: Scenario["standing"] = null;
  protected neighbours: Scenario["around"] = {};
  private product: (typeof products)[ProductName] | null = null;
  private amountFen = 0;
  protected lastStatus: OrderStatus | null = null;

  constructor(cause: CauseCode, title: string) {
    this.cause = cause;
    this.title = title;
    this.seed = stableHash(`${cause}|${title}`);
    // Any hour of the day and any day of a fortnight: nothing may depend on either.
    this.now = new Date(Date.UTC(2026, 10, 16) + (this.seed % 20_000) * MINUTE_MS + (this.seed % 60) * 1_000);
    const digits = String(this.seed).padStart(10, "0");
    this.orderNo = `${NUMBERS[this.seed % NUMBERS.length]}${digits}`;
    this.customerId = `C${digits.slice(0, 6)}`;
  }

  protected at(ago: number): Date {
    return new Date(this.now.getTime() - Math.round(ago * 60) * 1_000);
  }

  /** RFC 3339, for some shops in China's time. */
  private time(ago: number): string {
    const at = this.at(ago);
    if (this.seed % 3 !== 0) return at.toISOString();
    return new Date(at.getTime() + 8 * HOUR_MS).toISOString().replace("Z", "+08:00");
  }

  /** Any event, as it is. */
  event(type: string, data: Data, ago: number): this {
    this.events.push({
      specversion: "1.0",
      id: `${this.orderNo}-${this.events.length}`,
      source: SHOPS[this.seed % SHOPS.length],
      type,
      subject: String(data.orderNo ?? data.customerId ?? data.channel ?? data.sku ?? this.orderNo),
      time: this.time(ago),
      data,
    });
    return this;
  }

  private digits(pattern: string): string {
    let rest = this.seed;
    return pattern.replace("@", this.customerId.slice(1)).replace(/#/g, () => {
      const digit = rest % 10;
      rest = Math.floor(rest / 10) || this.seed + 7;
      return String(digit);
    });
  }

  /** The order. `lastsFor` minutes it may be paid. */
  buy(name: ProductName, ago: number, over: Data & { lastsFor?: number } = {}): this {
    const { lastsFor = 30, ...data } = over;
    const product = products[name];
    const created = {
      orderNo: this.orderNo,
      customerId: this.customerId,
      faceValueFen: product.amountFen,
      ...product,
      target: this.digits(product.target),
      expiresAt: this.at(ago - lastsFor).toISOString(),
      ...data,
    };
    this.product = product;
    this.amountFen = Number(created.amountFen);
    this.lastStatus ??= "awaiting_payment";
    return this.event("topup.order.created", created, ago);
  }

  status(status: OrderStatus, ago: number, reason?: string): this {
    this.lastStatus = status;
    return this.event("topup.order.status_changed", { orderNo: this.orderNo, status, ...(reason && { reason }) }, ago);
  }

  /** A customer in good standing, of whom all is known. */
  member(over: Data = {}): this {
    return this.customer({
      ...{ realNameVerified: true, frozen: false, firstPurchaseDone: true, sessionValid: true, level: "3" },
      ...{ registeredAt: this.at(400 * 24 * 60).toISOString(), ...over },
    });
  }

  customer(data: Data, ago = 90): this {
    return this.event("topup.customer.updated", { customerId: this.customerId, ...data }, ago);
  }

  channel(status: ChannelStatus, over: Data = {}, ago = 60): this {
    const channel = String(over.channel ?? this.attempts.at(-1)?.channel ?? "alipay");
    return this.event("topup.channel.updated", { channel, status, ...over }, ago);
  }

  stock(stock: number, over: Data = {}, ago = 10): this {
    return this.event("topup.product.updated", { sku: this.product?.sku ?? "SKU", stock, ...over }, ago);
  }

  /** A payment attempt; what follows is about it until the next. */
  pay(ago: number, channel = "alipay", over: Data = {}): this {
    const attempt = this.begin(channel, over);
    return this.event(
      "topup.payment.attempted",
      { orderNo: this.orderNo, ...attempt, method: over.method ?? "app" },
      ago,
    );
  }

  /** An attempt of which the platform never told that it began. */
  untold(channel = "alipay", over: Data = {}): this {
    this.begin(channel, over);
    return this;
  }

  private begin(channel: string, over: Data) {
    const n = this.attempts.length + 1;
    const outTradeNo = String(over.outTradeNo ?? `P${this.seed}${n}`);
    const amountFen = Number(over.amountFen ?? this.amountFen);
    this.attempts.push({ outTradeNo, channel, amountFen, paid: false });
    return { outTradeNo, channel, amountFen };
  }

  private get attempt(): Attempt {
    const last = this.attempts.at(-1);
    if (!last) throw new Error(`"${this.title}" has no payment attempt`);
    return last;
  }

  private result(kind: string, ago: number, over: Data): this {
    const { outTradeNo, amountFen } = this.attempt;
    return this.event(`topup.payment.${kind}`, { orderNo: this.orderNo, outTradeNo, amountFen, ...over }, ago);
  }

  paid(ago: number, over: Data = {}): this {
    this.attempt.paid = true;
    return this.result("succeeded", ago, { gatewayTradeNo: `20261123${this.seed}${this.attempts.length}`, ...over });
  }

  failed(ago: number, errorCode?: string, errorMessage?: string): this {
    return this.result("failed", ago, { ...(errorCode && { errorCode }), ...(errorMessage && { errorMessage }) });
  }

  closed(ago: number, errorCode?: string, errorMessage?: string): this {
    return this.result("closed", ago, { ...(errorCode && { errorCode }), ...(errorMessage && { errorMessage }) });
  }

  refunded(ago: number, amountFen = this.attempt.amountFen): this {
    return this.result("refunded", ago, { amountFen });
  }

  /** What the shop tells of a callback that came to it. */
  called(ago: number, outcome: CallbackOutcome = "applied", over: Data = {}): this {
    const { outTradeNo, channel } = this.attempt;
    const data = { orderNo: this.orderNo, outTradeNo, channel, verified: true, outcome, ...over };
    return this.event("topup.callback.received", data, ago);
  }

  /** What our own inbox made of a callback that came to us, and what it says then of the payment. */
  inbox(ago: number, outcome: CallbackOutcome, reason?: string, verified = true): this {
    // What nobody signed is kept apart and tells of no payment.
    if (!verified)
      return this.around({ claims: [...(this.neighbours.claims ?? []), { at: this.at(ago), reason: reason ?? null }] });
    const { outTradeNo, channel } = this.attempt;
    const callback = { outTradeNo, channel, verified, outcome, ...(reason && { reason }) };
    this.words.push({
      kind: "callback",
      id: `callback.${outTradeNo}.${this.words.length}`,
      at: this.at(ago),
      callback,
    });
    return this;
  }

  /** The gateway was asked about the attempt and answered. */
  asked(state: GatewayState, ago = 0.4, over: Data = {}): this {
    const { outTradeNo, channel, amountFen, paid } = this.attempt;
    const took = state === "paid" || state === "refunded" || state === "frozen";
    const at = this.at(ago);
    this.attempt.paid = paid || took;
    this.askable.add(channel);
    this.answers = [
      ...this.answers.filter((one) => one.outTradeNo !== outTradeNo),
      { channel, outTradeNo, state, answeredAt: at },
    ];
    const observation = {
      ...{ outTradeNo, channel, via: "query" as const, state },
      amountFen: took || state === "waiting" ? Number(over.amountFen ?? amountFen) : null,
      refundedFen: Number(over.refundedFen ?? (state === "refunded" ? amountFen : 0)),
      gatewayTradeNo: took ? `20261123${this.seed}${this.attempts.length}` : null,
      paidAt: took ? this.at(Number(over.paidAgo ?? ago)).toISOString() : null,
    };
    this.words.push({ kind: "payment", id: `query.${outTradeNo}.${this.words.length}`, at, observation });
    return this;
  }

  /** The attempt's gateway can be asked and does not answer. */
  silent(): this {
    this.askable.add(this.attempt.channel);
    return this;
  }

  private supplier(kind: string, ago: number, over: Data): this {
    return this.event(
      `topup.fulfilment.${kind}`,
      { orderNo: this.orderNo, supplier: ["卡商A", "yrapi", "kasushou"][this.seed % 3], ...over },
      ago,
    );
  }
  /** Handed to the supplier. */
  sent(ago: number, over: Data = {}): this {
    return this.supplier("submitted", ago, over);
  }
  delivered(ago: number, over: Data = {}): this {
    return this.supplier("succeeded", ago, over);
  }
  undelivered(ago: number, errorCode?: string, errorMessage?: string, over: Data = {}): this {
    return this.supplier("failed", ago, {
      ...(errorCode && { errorCode }),
      ...(errorMessage && { errorMessage }),
      ...over,
    });
  }
  part(ago: number, creditedFen?: number, over: Data = {}): this {
    return this.supplier("partial", ago, { ...(creditedFen !== undefined && { creditedFen }), ...over });
  }
  credited(ago: number, amountFen = this.amountFen): this {
    const reference = `cr-${this.seed}-${this.events.length}`;
    return this.event("topup.credit.posted", { orderNo: this.orderNo, amountFen, reference }, ago);
  }

  /** A flag of the platform's (or another's) risk control; `own` false: it names the customer and no order. */
  flagged(ago: number, rule: string, side: RiskSide = "platform", own = true): this {
    return this.risk("flagged", ago, rule, side, own);
  }
  cleared(ago: number, rule: string, side: RiskSide = "platform", own = true): this {
    return this.risk("cleared", ago, rule, side, own);
  }
  upheld(ago: number, rule: string, side: RiskSide = "platform", own = true): this {
    return this.risk("upheld", ago, rule, side, own);
  }
  private risk(kind: string, ago: number, rule: string, side: RiskSide, own: boolean): this {
    const data = { customerId: this.customerId, rule, side, ...(own && { orderNo: this.orderNo }) };
    return this.event(`topup.risk.${kind}`, data, ago);
  }

  /** What we measured ourselves of the channel. */
  measured(status: NonNullable<Scenario["standing"]>["status"], ago = 12): this {
    this.standingIs = { status, since: this.at(ago) };
    return this;
  }

  /** What is found around the order. */
  around(around: Scenario["around"]): this {
    this.neighbours = { ...this.neighbours, ...around };
    return this;
  }
}
