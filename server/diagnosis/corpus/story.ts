import type { OrderStatus } from "#server/orders/schemas.ts";
import type { CauseCode, ChargeState } from "../schemas.ts";
import type { Person } from "./person.ts";
import type { Label, Scenario, Split, Stratum } from "./scenario.ts";
import { Told } from "./told.ts";

type OneOrMore<T> = T | readonly T[];
const list = <T>(one: OneOrMore<T>): readonly T[] => (Array.isArray(one) ? one : [one as T]);

/** A case being told: what happened, who asks, and what must come of it. */
export class Story extends Told {
  private person: Person = {};
  private startedAgo = 0;
  private isVague = false;
  private proven = true;
  private pasted: string | null = null;
  private money: Scenario["money"] | null = null;
  private strata = new Set<Stratum>();
  private label: Label | null = null;

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
    if (this.events.some(({ data }) => (data as { errorCode?: unknown }).errorCode !== undefined)) strata.add("codes");
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
