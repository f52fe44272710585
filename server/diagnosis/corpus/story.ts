import type { GatewayState } from "#server/gateways/schemas.ts";
import type { GatewayWord } from "#server/orders/index.ts";
import type { CallbackOutcome, ChannelStatus, OrderStatus, RiskSide } from "#server/orders/schemas.ts";
import type { CauseCode, ChargeState } from "../schemas.ts";
import { stableHash } from "./hash.ts";
import type { Person } from "./person.ts";
import { type ProductName, products } from "./products.ts";
import type { Label, Scenario, Split, Stratum } from "./scenario.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SHOPS = ["https://shop.example", "urn:kameng:core", "https://pay.cardstore.example/events"];
const NUMBERS = ["CM20261123", "KM202611", "DD", "", "A-2026-", "T1123"];
type Data = Record<string, unknown>;
type OneOrMore<T> = T | readonly T[];
const list = <T>(one: OneOrMore<T>): readonly T[] => (Array.isArray(one) ? one : [one as T]);
type Attempt = { outTradeNo: string; channel: string; amountFen: number; paid: boolean };

/**
 * A case being told. Every time is in minutes before the person asks; every call adds what one party sent. Nothing is added that
 * the story does not name, so what is left out is unknown.
 */
export class Story {
  readonly cause: CauseCode;
  readonly title: string;
  private readonly seed: number;
  private readonly now: Date;
  private readonly orderNo: string;
  private readonly customerId: string;
  private events: Data[] = [];
  private words: GatewayWord[] = [];
  private attempts: Attempt[] = [];
  private answers: { channel: string; outTradeNo: string; state: string | null; answeredAt: Date | null }[] = [];
  private askable = new Set<string>();
  private standingIs: Scenario["standing"] = null;
  private neighbours: Scenario["around"] = {};
  private product: (typeof products)[ProductName] | null = null;
  private amountFen = 0;
  private lastStatus: OrderStatus | null = null;
  private person: Person = {};
  private startedAgo = 0;
  private isVague = false;
  private proven = true;
  private pasted: string | null = null;
  private money: Scenario["money"] | null = null;
  private strata = new Set<Stratum>();
  private label: Label | null = null;

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

  private at(ago: number): Date {
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

  /** Everything is sent once more. */
  twice(): this {
    this.events = [...this.events, ...this.events.toReversed()];
    return this.in("disordered");
  }
  /** The newest comes first. */
  backwards(): this {
    this.events = this.events.toReversed();
    this.words = this.words.toReversed();
    return this.in("disordered");
  }

  /** What the person would say; the rest follows from what happened. */
  says(person: Person): this {
    this.person = { ...this.person, ...person };
    return this;
  }
  /** A person who knows nothing but this. */
  knows(person: Person): this {
    this.isVague = true;
    return this.says(person);
  }
  /** They began so many minutes ago, were told to wait perhaps, and look again now. */
  since(ago: number): this {
    this.startedAgo = ago;
    return this;
  }
  /** The records may not be seen. */
  stranger(): this {
    this.proven = false;
    return this;
  }
  pastes(text: string): this {
    this.pasted = text.replace("{order}", this.orderNo).replace("{pay}", this.attempts.at(-1)?.outTradeNo ?? "");
    return this.in("words");
  }
  /** Where the money really is, when the records do not show it. */
  left(): this {
    this.money = "left";
    return this;
  }
  stayed(): this {
    this.money = "stayed";
    return this;
  }
  in(...strata: Stratum[]): this {
    for (const one of strata) this.strata.add(one);
    return this;
  }

  /** What must come of it: the outcome, the first remedy, and what is known of the charge. Lists mean "one of". */
  ends(
    outcome: OneOrMore<Label["outcome"][number]>,
    remedy: OneOrMore<Label["remedy"][number]>,
    charge: OneOrMore<ChargeState>,
  ): this {
    const charges = list(charge);
    const remedies = list(remedy);
    const finishing = remedies.includes("FINISH_PAYING");
    const safe = charges.includes("none");
    this.label = {
      ...{ cause: this.cause, also: [], charge: charges, outcome: list(outcome), remedy: remedies },
      must: safe || finishing ? [] : ["DO_NOT_PAY"],
      mustNot: safe ? [] : ["PAY_AGAIN", "SWITCH", ...(finishing ? [] : ["FINISH_PAYING" as const])],
    };
    return this;
  }
  private get ending(): Label {
    if (!this.label) throw new Error(`"${this.title}" has no end`);
    return this.label;
  }
  or(...also: CauseCode[]): this {
    this.label = { ...this.ending, also };
    return this;
  }
  must(...tags: Label["must"]): this {
    this.label = { ...this.ending, must: [...this.ending.must, ...tags] };
    return this;
  }
  /** Advice that is not the label's and does no harm. */
  may(...tags: Label["mustNot"]): this {
    const { must, mustNot } = this.ending;
    const warns = tags.includes("FINISH_PAYING") ? must.filter((tag) => tag !== "DO_NOT_PAY") : must;
    this.label = { ...this.ending, must: warns, mustNot: mustNot.filter((tag) => !tags.includes(tag)) };
    return this;
  }
  never(...tags: Label["mustNot"]): this {
    this.label = { ...this.ending, mustNot: [...this.ending.mustNot, ...tags] };
    return this;
  }

  /** The scenario, once all is told. */
  scenario(split: Split): Scenario {
    const money = this.money ?? (this.attempts.some(({ paid }) => paid) ? "left" : "stayed");
    return {
      id: `${split}/${this.cause}/${(this.seed % 46_656).toString(36).padStart(3, "0")}`,
      ...{ split, title: this.title, strata: this.strataOf(), now: this.now, events: this.events, words: this.words },
      startedAt: this.at(this.startedAgo),
      gateways: { channels: [...this.askable], answers: this.answers },
      ...{
        standing: this.standingIs,
        around: this.neighbours,
        orderNo: this.orderNo,
        proven: this.proven,
        text: this.pasted,
        money,
      },
      person: this.isVague ? this.person : { ...this.everyday(money), ...this.person },
      label: this.ending,
    };
  }

  private strataOf(): Stratum[] {
    const strata = new Set(this.strata);
    if (!this.proven || this.events.length === 0) strata.add("answers");
    if (this.attempts.length > 1) strata.add("attempts");
    if (this.events.some(({ data }) => (data as Data).errorCode !== undefined)) strata.add("codes");
    if (strata.size === 0) strata.add("complete");
    return [...strata];
  }

  /** What anybody could tell who looks at the bill and the order's page, where nothing special is said. */
  private everyday(money: Scenario["money"]): Person {
    const page = this.lastStatus === null ? undefined : PAGES[this.lastStatus];
    return {
      debited: money === "left" ? "yes" : "no",
      ...(page && { page }),
      ...{ notice: "none", error: "none", target: "yes", arrived: "no", product: "right", amount: "right" },
      ...{
        coupon: "none",
        check: "none",
        orders: "one",
        link: "official",
        locked: "no",
        method: "ordinary",
        session: "in",
      },
    };
  }
}

const PAGES: Record<OrderStatus, Person["page"]> = {
  awaiting_payment: "awaiting",
  paid: "processing",
  under_review: "review",
  fulfilling: "processing",
  partially_fulfilled: "processing",
  completed: "done",
  failed: "failed",
  cancelled: "closed",
  expired: "closed",
  refunding: "processing",
  refunded: "closed",
};

/** Begins the telling of a case whose cause is `cause`. */
export const is = (cause: CauseCode, title: string): Story => new Story(cause, title);
