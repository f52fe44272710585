import { DAY_MS } from "#server/core/clock.ts";
import type { RuleSet } from "../rule-schemas.ts";
import { limitsOf } from "./allowance.ts";
import { dayStart } from "./day.ts";
import { scoreOf } from "./score.ts";
import type { RiskSignals, Seen } from "./signals.ts";

/** Orders of the past, one after the other, each with what was known when it was placed. Pure: fed from outside. */

export type PastOrder = {
  orderNo: string;
  customerId: string;
  amountFen: number;
  paidFen: number;
  paidAt: Date | null;
  createdAt: Date;
  status: string;
};
export type PastCustomer = {
  realNameVerified: boolean | null;
  registeredAt: Date | null;
  firstPurchaseDone: boolean | null;
  singleLimitFen: number | null;
  dailyLimitFen: number | null;
};
export type PastSighting = {
  device: string | null;
  address: string | null;
  place: string | null;
  payer: string | null;
  payerLinked: boolean | null;
  fundsSource: string | null;
  coupon: string | null;
};

const KEPT_ORDERS = 100;
const KEPT_SEEN = 100;

class Person {
  orders: PastOrder[] = [];
  devices = new Set<string>();
  places = new Set<string>();
  payers: string[] = [];
}

/** Goes through orders by the time at which they were placed. */
export class Replay {
  private readonly people = new Map<string, Person>();
  private readonly devices = new Map<string, (Seen & { coupon: string | null })[]>();
  private readonly addresses = new Map<string, (Seen & { coupon: string | null })[]>();
  private readonly rules: RuleSet;

  constructor(rules: RuleSet) {
    this.rules = rules;
  }

  /** @returns what was known when the order was placed; after that it is part of what is known */
  next(order: PastOrder, customer: PastCustomer | null, sighting: PastSighting | null): RiskSignals {
    const person = this.people.get(order.customerId) ?? new Person();
    this.people.set(order.customerId, person);
    const signals = this.signalsOf(order, person, customer, sighting);
    this.remember(order, person, sighting);
    return signals;
  }

  private signalsOf(
    order: PastOrder,
    person: Person,
    customer: PastCustomer | null,
    sighting: PastSighting | null,
  ): RiskSignals {
    const now = order.createdAt;
    // What was paid after this order was placed was not known then.
    const paid = person.orders.filter(({ paidAt, paidFen }) => paidFen > 0 && paidAt !== null && paidAt <= now);
    const since = dayStart(now);
    const paidTodayFen = paid.reduce((sum, one) => sum + ((one.paidAt as Date) >= since ? one.paidFen : 0), 0);
    const ageDays = customer?.registeredAt
      ? Math.max(0, Math.floor((now.getTime() - customer.registeredAt.getTime()) / DAY_MS))
      : null;
    const { score } = scoreOf({
      ageDays,
      verified: customer?.realNameVerified ?? null,
      completedOrders: person.orders.filter(({ status }) => status === "completed").length,
      upheldReviews: 0,
      wishedRefunds: 0,
      unfoundedComplaints: 0,
    });
    const hard = { singleFen: customer?.singleLimitFen ?? null, dailyFen: customer?.dailyLimitFen ?? null };
    const { device = null, address = null, place = null, payer = null, coupon = null } = sighting ?? {};
    const onDevice = device === null ? null : (this.devices.get(device) ?? []);
    const atAddress = address === null ? null : (this.addresses.get(address) ?? []);
    return {
      customerId: order.customerId,
      amountFen: order.amountFen,
      verified: customer?.realNameVerified ?? null,
      registeredAt: customer?.registeredAt ?? null,
      // Whoever has not made it yet had not then; of the others only those whose payment is on file are known to have.
      firstPurchaseDone: customer?.firstPurchaseDone === false ? false : paid.length > 0 ? true : null,
      orders: person.orders.map(({ createdAt, amountFen }) => ({ at: createdAt, amountFen })),
      paidFens: paid.map(({ paidFen }) => paidFen),
      paidTodayFen,
      newDevice: device === null || person.devices.size === 0 ? null : !person.devices.has(device),
      newPlace: place === null || person.places.size === 0 ? null : !person.places.has(place),
      onDevice,
      atAddress,
      withCoupon:
        coupon === null ? null : [...(onDevice ?? []), ...(atAddress ?? [])].filter((one) => one.coupon === coupon),
      payerLinked: sighting?.payerLinked ?? null,
      payer: payer === null ? null : { isNew: !person.payers.includes(payer), earlierPayments: person.payers.length },
      fundsSource: sighting?.fundsSource ?? null,
      score,
      limits: limitsOf(score, this.rules.allowance, null, hard),
    };
  }

  private remember(order: PastOrder, person: Person, sighting: PastSighting | null): void {
    person.orders.push(order);
    if (person.orders.length > KEPT_ORDERS) person.orders.shift();
    if (!sighting) return;
    if (sighting.device) person.devices.add(sighting.device);
    if (sighting.place) person.places.add(sighting.place);
    if (sighting.payer) person.payers.push(sighting.payer);
    const seen = { customerId: order.customerId, at: order.createdAt, coupon: sighting.coupon };
    if (sighting.device) keep(this.devices, sighting.device, seen);
    if (sighting.address) keep(this.addresses, sighting.address, seen);
  }
}

function keep<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key) ?? [];
  list.push(value);
  if (list.length > KEPT_SEEN) list.shift();
  map.set(key, list);
}
