import { diagnose } from "../engine.ts";
import type { Pack } from "../pack/schema.ts";
import type { AnswerValue, CauseCode, Fact, OutcomeKind } from "../schemas.ts";
import { loudest } from "./impossible.ts";
import { ago, facts, known, NOW, stands } from "./testing.ts";

/** For tests: what a refused or unfinished payment leads to, whatever refused it, by where the money may be. */

const refused: readonly CauseCode[] = [
  ...(["PAY_FUNDS_SHORT", "PAY_BUYER_LIMIT", "PAY_MERCHANT_LIMIT", "PAY_CARD_INVALID", "PAY_METHOD_OFF"] as const),
  ...(["PAY_METHOD_UNSUPPORTED", "PAY_CHANNEL_DOWN", "PAY_CONFIG_ERROR", "RISK_GATEWAY_REJECT"] as const),
  ...(["POL_CHANNEL_BLOCKED", "PAY_PASSWORD_LOCKED"] as const),
];
const unfinished: readonly CauseCode[] = ["PAY_NOT_SENT", "PAY_UNPAID", "PAY_CLOSED", "PAY_TRADE_FAILED"];
/** The channel takes nothing at present. */
const stopped: readonly CauseCode[] = ["PAY_CHANNEL_DOWN", "POL_CHANNEL_BLOCKED"];
/** What suppliers do or do not. */
const bySupplier: readonly CauseCode[] = [
  ...(["FUL_UPSTREAM_DOWN", "FUL_OUT_OF_STOCK", "FUL_NO_MATCH", "FUL_FAILED", "FUL_UPSTREAM_FUNDS"] as const),
];
const mistaken: readonly CauseCode[] = ["INP_TARGET_WRONG", "INP_AMOUNT_WRONG", "INP_COUPON_RULE"];

/** What goes wrong after a payment. */
const afterPaying: readonly CauseCode[] = [
  ...([
    "CB_MISSING",
    "CB_BAD_SIGN",
    "CB_PROCESS_ERROR",
    "CB_LATE",
    "CB_AMOUNT_MISMATCH",
    "CB_IDENTITY_MISMATCH",
  ] as const),
  ...(["FUL_UPSTREAM_SLOW", "FUL_UPSTREAM_DOWN", "FUL_OUT_OF_STOCK", "FUL_NO_MATCH", "FUL_FAILED"] as const),
  ...(["FUL_UPSTREAM_FUNDS", "FUL_PARTIAL", "CR_NOT_CREDITED", "ORD_LOST", "ORD_DUP_PAYMENT"] as const),
];

type Situation = {
  name: string;
  of: readonly CauseCode[];
  records: readonly Fact[];
  debited: AnswerValue;
  outcome: readonly OutcomeKind[];
  /** The first thing to do, where one is right whatever the cause. */
  first?: readonly string[];
  /** Nothing that takes proof of a payment. */
  unproven?: true;
};

const at = (name: keyof typeof stands, ...more: Fact[]): Fact[] => facts(...(stands[name] ?? []), ...more);

const situations: readonly Situation[] = [
  {
    name: "ended unpaid, nothing taken: they can help themselves",
    of: [...refused, "PAY_CLOSED", "PAY_TRADE_FAILED", ...mistaken],
    records: at("failed"),
    debited: "no",
    outcome: ["self_fixed"],
  },
  {
    name: "ended unpaid, not sure: a person looks at the bill with them",
    of: [...refused, ...unfinished, ...mistaken, "FUL_OUT_OF_STOCK", "ACC_SESSION_EXPIRED"],
    records: at("failed"),
    debited: "unsure",
    outcome: ["ticket"],
    first: ["CHECK_BILL"],
  },
  {
    name: "ended unpaid, yet taken by their word: the money is traced",
    of: [...refused, ...unfinished, ...mistaken],
    records: at("failed"),
    debited: "yes",
    outcome: ["ticket", "wait"],
  },
  {
    name: "the gateway waits for the one payment there is, nothing taken: it can be finished",
    of: [...refused.filter((code) => !stopped.includes(code)), "PAY_UNPAID"],
    records: at("waiting", known("pay.attempts", 1)),
    debited: "no",
    outcome: ["self_fixed"],
  },
  {
    name: "the gateway waits, yet taken by their word",
    of: [...refused, ...unfinished],
    records: at("waiting", known("pay.attempts", 1)),
    debited: "yes",
    outcome: ["ticket", "wait"],
  },
  {
    name: "a payment waits where the channel is down, nothing taken: so does the person, whenever it was begun",
    of: stopped,
    records: at("waiting", known("pay.attempted_at", ago(25)), known("chan.state", "down")),
    debited: "no",
    outcome: ["wait"],
    first: ["WAIT_RESULT"],
  },
  {
    name: "nobody began to pay and the order runs: it is the one to pay",
    of: ["PAY_UNPAID", "PAY_NOT_SENT"],
    records: at("placed"),
    debited: "no",
    outcome: ["self_fixed"],
    first: ["FINISH_PAYMENT"],
  },
  {
    name: "two payments wait: neither is finished",
    of: [...refused, "PAY_UNPAID"],
    records: at("waitingTwice", known("pay.attempts", 2)),
    debited: "no",
    outcome: ["ticket", "wait"],
  },
  {
    name: "the gateway says nothing, minutes ago: it is asked again",
    of: [...refused, ...unfinished],
    records: at("silent"),
    debited: "no",
    outcome: ["wait"],
  },
  {
    name: "the gateway says nothing, an hour ago: a person takes it",
    of: [...refused, ...unfinished],
    records: at("silent", known("pay.attempted_at", ago(65)), known("order.expires_at", ago(-60))),
    debited: "no",
    outcome: ["ticket"],
  },
  {
    name: "paid by their word alone: nothing is delivered or given back before it is found",
    of: afterPaying,
    records: facts(),
    debited: "yes",
    outcome: ["ticket", "wait", "risk_appeal"],
    unproven: true,
  },
  {
    name: "paid, and nothing left to deliver: the money goes back",
    of: [
      ...(["CB_MISSING", "CB_BAD_SIGN", "CB_PROCESS_ERROR", "CR_NOT_CREDITED", "FUL_FAILED"] as const),
      ...(["FUL_UPSTREAM_DOWN", "FUL_PARTIAL", "FUL_OUT_OF_STOCK"] as const),
    ],
    records: at("paidUnheard", known("stock.out", true)),
    debited: "yes",
    outcome: ["ticket", "refund"],
    first: ["REFUND_REQUEST"],
  },
  {
    name: "with the supplier for too long: it is asked, not sent again",
    of: ["FUL_UPSTREAM_SLOW"],
    records: at("sent", known("ful.submitted_at", ago(40)), known("pay.paid_at", ago(42))),
    debited: "yes",
    outcome: ["ticket"],
    first: ["TRACE_SUPPLIER"],
  },
  {
    name: "paid in full, credited in part: the rest follows",
    of: ["FUL_PARTIAL"],
    records: at("paidKnown", known("delivery.state", "partial")),
    debited: "yes",
    outcome: ["ticket"],
    first: ["DELIVER_REST"],
  },
  {
    name: "the shop's purse at the supplier is empty: it is filled first",
    of: ["FUL_UPSTREAM_FUNDS"],
    records: at("paidKnown", known("ful.state", "failed")),
    debited: "yes",
    outcome: ["ticket"],
    first: ["FILL_SUPPLIER"],
  },
  {
    name: "a gateway has the money for an order that is not there: it is rebuilt",
    of: ["ORD_LOST"],
    records: facts(known("pay.state", "paid", "gateway"), known("pay.paid_at", ago(40))),
    debited: "yes",
    outcome: ["ticket"],
    first: ["REBUILD_ORDER"],
  },
  {
    name: "the connection broke, the gateway waits for the one payment there is",
    of: ["PAY_NOT_SENT"],
    records: at("waiting", known("pay.attempts", 1)),
    debited: "no",
    outcome: ["self_fixed"],
    first: ["FINISH_PAYMENT"],
  },
  {
    name: "a second delivery is not sent while the first may still arrive",
    of: ["FUL_UPSTREAM_DOWN", "FUL_UPSTREAM_SLOW"],
    records: at("sent", known("ful.submitted_at", ago(40)), known("sup.failing", true)),
    debited: "yes",
    outcome: ["ticket"],
    first: ["TRACE_SUPPLIER"],
  },
  {
    name: "no supplier's answer tells how it ended, minutes ago: it is asked while they wait",
    // One that answers nobody is not waited for.
    of: bySupplier.filter((code) => code !== "FUL_UPSTREAM_DOWN"),
    records: at(
      "paidKnown",
      known("ful.state", "failed"),
      known("ful.unknown", true),
      known("ful.submitted_at", ago(4)),
    ),
    debited: "yes",
    outcome: ["wait"],
    first: ["WAIT_SUPPLIER"],
  },
  {
    name: "no supplier's answer tells how it ended, an hour ago: a person asks, and neither sends nor gives back",
    of: bySupplier,
    records: at(
      "paidKnown",
      known("ful.state", "failed"),
      known("ful.unknown", true),
      known("ful.submitted_at", ago(60)),
    ),
    debited: "yes",
    outcome: ["ticket"],
    first: ["TRACE_SUPPLIER"],
  },
  {
    name: "the supplier said no once: it is sent again",
    of: ["FUL_FAILED", "FUL_UPSTREAM_DOWN"],
    records: at("paidKnown", known("ful.state", "failed"), known("ful.tries", "one")),
    debited: "yes",
    outcome: ["ticket"],
    first: ["REDISPATCH"],
  },
  {
    name: "the supplier lacked a detail and took nothing: it is sent with it",
    of: ["FUL_NO_MATCH"],
    records: at("paidKnown", known("ful.state", "failed"), known("ful.unknown", false)),
    debited: "yes",
    outcome: ["ticket"],
    first: ["REDELIVER"],
  },
  {
    name: "the wrong goods arrived: a person decides, and no refund is held out",
    of: ["INP_PRODUCT_WRONG"],
    records: at("done", known("ful.state", "succeeded")),
    debited: "yes",
    outcome: ["ticket"],
    first: ["CONTACT_HUMAN"],
  },
  {
    name: "suppliers said no again and again: the money goes back",
    of: ["FUL_FAILED"],
    records: at("paidKnown", known("ful.state", "failed"), known("ful.tries", "many")),
    debited: "yes",
    outcome: ["ticket", "refund"],
    first: ["REFUND_REQUEST"],
  },
  {
    name: "paid late, goods there: the order is opened again",
    of: ["CB_LATE"],
    records: at("paidLate", known("stock.out", false)),
    debited: "yes",
    outcome: ["ticket"],
    first: ["REOPEN_ORDER"],
  },
  {
    name: "paid late, goods gone: the money goes back",
    of: ["CB_LATE", "FUL_OUT_OF_STOCK"],
    records: at("paidLate", known("stock.out", true)),
    debited: "yes",
    outcome: ["ticket", "refund"],
    first: ["REFUND_REQUEST"],
  },
  {
    name: "the gateway has it for a minute: the shop hears of it any moment",
    of: ["CB_MISSING"],
    records: at("paidJustNow"),
    debited: "yes",
    outcome: ["wait"],
  },
];

const MAX_STEPS = 7;

/** Where a pack does otherwise. Causes that do not come out first in a situation say nothing there. */
export function breaches(pack: Pack, only?: CauseCode): { breaches: string[]; judged: number } {
  const found: string[] = [];
  let judged = 0;
  for (const { name, of, records, debited, outcome, first, unproven } of situations) {
    for (const code of of.filter((one) => only === undefined || one === only)) {
      const cause = pack.causes.find((one) => one.code === code);
      if (!cause) continue;
      const loud = loudest(cause).filter(
        ({ key }) => !records.some((record) => record.key === key) && !(unproven && /^(pay|refund)\./.test(key)),
      );
      const result = end(pack, facts(...records, ...loud), debited);
      if (result?.causeCode !== code || !result.outcome) continue;
      judged += 1;
      const [remedy = "nothing"] = result.outcome.remedies;
      if (!outcome.includes(result.outcome.kind)) found.push(`${code}: ${name}, got ${result.outcome.kind}`);
      if (first && !first.includes(remedy)) found.push(`${code}: ${name}, got ${remedy}`);
      const bold = unproven && result.advice.filter((tag) => tag === "REDELIVER" || tag === "REFUND");
      if (bold && bold.length > 0) found.push(`${code}: ${name}, got ${bold}`);
    }
  }
  return { breaches: found, judged };
}

function end(pack: Pack, records: readonly Fact[], debited: AnswerValue) {
  const answers: Record<string, AnswerValue> = { debited };
  for (let step = 0; step < MAX_STEPS; step++) {
    const result = diagnose(pack, records, answers, NOW);
    if (result.question === null) return result;
    answers[result.question.id] = "unsure";
  }
  return undefined;
}
