import { describe, expect, test } from "vitest";
import { contentWith } from "../packs/testing.ts";
import { checkPack } from "./check.ts";
import { advisesPaying } from "./check-copy.ts";
import { pathText } from "./problems.ts";
import type { PackContent } from "./schema.ts";

type Fault = [name: string, change: (content: PackContent) => void, path: string | RegExp, code: string];
const causeWith = (content: PackContent, outcome: string) =>
  content.rules.causes.findIndex((cause) => cause.plans.some((plan) => plan.outcome === outcome));

const faults: Fault[] = [
  [
    "an unknown fact",
    (c) => c.rules.causes[0]?.evidence.push({ fact: "no.such", is: [1], weight: 1 }),
    /evidence\.\d+\.fact$/,
    "factUnknown",
  ],
  [
    "an unknown value",
    (c) => c.rules.causes[0]?.vetoes.push({ fact: "pay.state", is: ["odd"] }),
    /vetoes\.\d+\.is\.0$/,
    "valueUnknown",
  ],
  [
    "evidence by a fact without values",
    (c) => c.rules.causes[0]?.evidence.push({ fact: "pay.paid_at", is: ["x"], weight: 1 }),
    /evidence\.\d+\.fact$/,
    "notWeighed",
  ],
  ["an unknown question", (c) => c.rules.askFirst.push("no_such"), /^rules\.askFirst\.\d+$/, "questionUnknown"],
  [
    "an unknown remedy",
    (c) => c.rules.causes[0]?.plans.at(-1)?.remedies.push("NO_SUCH"),
    /remedies\.\d+$/,
    "remedyUnknown",
  ],
  [
    "a cause twice",
    (c) => c.rules.causes.push(structuredClone(c.rules.causes[0] as never)),
    /^rules\.causes\.\d+$/,
    "twice",
  ],
  ["a cause that is missing", (c) => c.rules.causes.splice(3, 1), "rules.causes", "causeMissing"],
  [
    "a cause without a fallback",
    (c) => {
      const plan = c.rules.causes[0]?.plans.at(-1);
      if (plan) plan.charge = ["confirmed"];
    },
    /^rules\.causes\.0\.plans\.\d+$/,
    "noFallback",
  ],
  [
    "a plan that is never reached",
    (c) => c.rules.causes[0]?.plans.push({ outcome: "ticket", remedies: ["CONTACT_HUMAN"] }),
    /^rules\.causes\.0\.plans\.\d+$/,
    "planUnreachable",
  ],
  [
    "an override for everything",
    (c) => c.rules.overrides.push({ outcome: "ticket", remedies: ["CONTACT_HUMAN"] }),
    /^rules\.overrides\.\d+$/,
    "overrideOpen",
  ],
  [
    "a remedy that no plan uses",
    (c) => c.rules.remedies.push({ code: "IDLE", tag: null }),
    /^rules\.remedies\.\d+$/,
    "remedyUnused",
  ],
  [
    "a question whose answer changes nothing",
    (c) => {
      c.rules.facts.push({ key: "user.idle", group: "idle", values: ["yes"] });
      c.rules.questions.push({
        id: "idle",
        fact: "user.idle",
        kind: "choice",
        options: [
          { value: "yes", share: 0.5 },
          { value: "unsure", share: 0.5 },
        ],
        cost: 1,
        suppliedBy: [],
        needs: [],
      });
    },
    /^rules\.questions\.\d+$/,
    "questionUseless",
  ],
  [
    "an answer that becomes a record",
    (c) => Object.assign(c.rules.questions[0] ?? {}, { fact: "pay.state" }),
    /questions\.0\.fact$/,
    "notPersonal",
  ],
  [
    "a question that cannot be left open",
    (c) =>
      Object.assign(c.rules.questions[0] ?? {}, {
        options: c.rules.questions[0]?.options.filter((o) => o.value !== "unsure"),
      }),
    /questions\.0\.options$/,
    "noUnsure",
  ],
  [
    "shares that are none",
    (c) => Object.assign(c.rules.questions[0]?.options[0] ?? {}, { share: 3 }),
    /questions\.0\.options$/,
    "sharesOff",
  ],
  [
    "questions that wait for one another",
    (c) => {
      const [a, b] = c.rules.questions;
      a?.suppliedBy.push({ fact: b?.fact ?? "" });
      b?.suppliedBy.push({ fact: a?.fact ?? "" });
    },
    "rules.questions.0",
    "circle",
  ],
  [
    "a weight out of range",
    (c) => Object.assign(c.rules.causes[0]?.evidence[0] ?? {}, { weight: -4.5 }),
    /evidence\.0\.weight$/,
    "weightRange",
  ],
  [
    "priors that are no shares",
    (c) => {
      for (const cause of c.rules.causes) cause.prior = 1;
    },
    "rules.causes",
    "priorsOff",
  ],
  ["a bar below even chance", (c) => Object.assign(c.rules, { stopAt: 0.2 }), "rules.stopAt", "outOfRange"],
  [
    "a lower bar where people pay",
    (c) => Object.assign(c.rules, { stopAtWhenPaying: c.rules.stopAt - 0.1 }),
    "rules.stopAtWhenPaying",
    "payingBar",
  ],
  [
    "a wait without a deadline",
    (c) => {
      const plan = c.rules.causes[causeWith(c, "wait")]?.plans.find((p) => p.outcome === "wait");
      if (plan) delete plan.wait;
    },
    /plans\.\d+$/,
    "waitNoDeadline",
  ],
  [
    "a wait of two days",
    (c) => {
      const plan = c.rules.causes[causeWith(c, "wait")]?.plans.find((p) => p.outcome === "wait");
      if (plan?.wait) plan.wait.minutes = 2_880;
    },
    /wait\.minutes$/,
    "waitTooLong",
  ],
  [
    "a wait from something that is no time",
    (c) => {
      const plan = c.rules.causes[causeWith(c, "wait")]?.plans.find((p) => p.outcome === "wait");
      if (plan?.wait) plan.wait.from = ["pay.state"];
    },
    /wait\.from\.0$/,
    "notATime",
  ],
  [
    "paying anew without its charge",
    (c) =>
      c.rules.causes[0]?.plans.unshift({ charge: ["none", "possible"], outcome: "self_fixed", remedies: ["PAY_NEW"] }),
    /plans\.0\.remedies\.0$/,
    "payingCharge",
  ],
  [
    "finishing a payment after a charge",
    (c) =>
      c.rules.causes[0]?.plans.unshift({ charge: ["confirmed"], outcome: "self_fixed", remedies: ["FINISH_PAYMENT"] }),
    /plans\.0\.remedies\.0$/,
    "finishingCharge",
  ],
  [
    "delivery and refund at once",
    (c) =>
      c.rules.causes[0]?.plans.unshift({
        charge: ["confirmed"],
        outcome: "ticket",
        remedies: ["REDELIVER", "REFUND_REQUEST"],
      }),
    /plans\.0\.remedies$/,
    "topUpAndRefund",
  ],
  [
    "words missing in one language",
    (c) => delete c.copy.en.remedies.PAY_NEW,
    "copy.en.remedies.PAY_NEW",
    "wordsMissing",
  ],
  [
    "a why that is not told",
    (c) => delete c.copy["zh-CN"].why["pay.state=paid"],
    "copy.zh-CN.why.pay.state=paid",
    "wordsMissing",
  ],
  [
    "words that belong to nothing",
    (c) => Object.assign(c.copy.en.questions, { gone: { title: "?", hint: "?", options: {} } }),
    "copy.en.questions.gone",
    "wordsForNothing",
  ],
  [
    "advice to split",
    (c) => Object.assign(c.copy["zh-CN"].remedies, { RAISE_LIMIT: "可以拆分成两笔再付" }),
    "copy.zh-CN.remedies.RAISE_LIMIT",
    "saysSplit",
  ],
  [
    "advice to split within a cause",
    (c) => Object.assign(c.copy.en.causes.PAY_BUYER_LIMIT, { now: "Pay in several smaller payments." }),
    "copy.en.causes.PAY_BUYER_LIMIT.now",
    "saysSplit",
  ],
  [
    "words of a cause that send people to pay, whatever was charged",
    (c) => Object.assign(c.copy["zh-CN"].causes.PAY_CLOSED, { now: "直接重新下单付款即可。" }),
    "copy.zh-CN.causes.PAY_CLOSED.now",
    "saysPayAnyway",
  ],
  [
    "words about a charge that send people to pay",
    (c) => Object.assign(c.copy.en.charge, { possible: "Perhaps. Simply pay again." }),
    "copy.en.charge.possible",
    "saysPayAnyway",
  ],
  [
    "a wait that sends people to pay",
    (c) => Object.assign(c.copy.en.remedies, { WAIT_SYNC: "Simply pay again." }),
    "copy.en.remedies.WAIT_SYNC",
    "saysPay",
  ],
];

describe("a pack", () => {
  test("that the code brings has no fault", () => {
    expect(checkPack(contentWith(() => undefined)).problems).toEqual([]);
  });

  test.each(faults)("with %s is refused, with where and what in both languages", (_name, change, path, code) => {
    const { content, problems } = checkPack(contentWith(change));
    expect(content).toBeNull();
    const found = problems.find((p) => p.code === code);
    expect(found, JSON.stringify(problems.map((p) => [p.code, pathText(p.path)]))).toBeDefined();
    expect(pathText(found?.path ?? [])).toMatch(
      typeof path === "string" ? new RegExp(`^${path.replaceAll(".", "\\.")}$`) : path,
    );
    expect(found?.message["zh-CN"]).toMatch(/[\u4e00-\u9fff]/);
    expect(found?.message.en.replace(/“.*”/, "")).not.toMatch(/[\u4e00-\u9fff]/);
    expect(JSON.stringify(found?.message)).not.toMatch(/\{\w+\}/);
  });

  test.each([null, 7, "text", [], {}, { rules: {}, copy: {} }])("that is %j is refused for its form", (raw) => {
    const { content, problems } = checkPack(raw);
    expect(content).toBeNull();
    expect(problems.every(({ code }) => code === "form")).toBe(true);
    expect(problems.length).toBeGreaterThan(0);
  });
});

test.each([
  ["重新付款即可。", true],
  ["没有扣款才可以重新付款。", false],
  ["请不要重新下单。", false],
  ["先不要重复付款。换一种方式再付。", true],
  ["Do not pay again.", false],
  ["Look at your bill. Then pay again.", true],
  ["核对银行卡，或换一张卡再付。", true],
  ["先看付款账单，再换一种方式。", true],
  ["先看付款账单，确认没有扣款，再换一种方式。", false],
  ["查清之前，请先不要再付。", false],
  ["Check the card, or use another one.", true],
])("%s sends people to pay: %s", (text, paying) => expect(advisesPaying(text)).toBe(paying));
