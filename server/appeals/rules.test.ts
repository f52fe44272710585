import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { riskFamilies } from "#server/risk/schemas.ts";
import { wordsOf } from "./copy.ts";
import { formOf, type Given, holdOf, missingOf, needsOf, secondReasonsOf } from "./rules.ts";
import { appealReasons, closeReasons, evidenceForms, evidenceItems } from "./schemas.ts";

const at = new Date("2026-11-02T00:00:00Z");
const flag = (over: object = {}) => ({
  ...{ id: "f", orderNo: "O1", customerId: "C1", rule: "velocity", side: "platform", severity: null },
  ...{ reviewId: null, state: "flagged", flaggedAt: at, decidedAt: null, ...over },
});
const held = (over: { flags?: object[]; frozen?: boolean; status?: string } = {}) =>
  holdOf({
    order: { orderNo: "O1", customerId: "C1", status: over.status ?? "paid" },
    riskFlags: over.flags ?? [],
    customer: over.frozen === undefined ? null : { frozen: over.frozen },
  } as never);

describe("what holds an order", () => {
  test.each([
    ["its own flag", { flags: [flag()] }, { scope: "order", subject: "order:O1", families: ["velocity"], held: true }],
    [
      "its customer's flag",
      { flags: [flag({ orderNo: null })] },
      { scope: "account", subject: "customer:C1", held: true },
    ],
    [
      "its own before its customer's",
      { flags: [flag({ orderNo: null }), flag({ rule: "payer_x" })] },
      { scope: "order", families: ["payer_mismatch"] },
    ],
    [
      "a frozen account",
      { frozen: true },
      { scope: "account", families: ["identity", "other"].slice(0, 1), held: true },
    ],
    ["a review without a flag", { status: "under_review" }, { scope: "order", families: ["other"], held: true }],
    ["nothing: cleared", { flags: [flag({ state: "cleared" })] }, { held: false, scope: "order" }],
    ["nothing: a gateway's flag is not ours to lift", { flags: [flag({ side: "gateway" })] }, { held: false }],
  ])("%s", (_name, input, expected) => {
    expect(held(input as never)).toMatchObject(expected);
  });
});

describe("what is asked for", () => {
  test("little, the needed first, each once, for every family and any mixture", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...riskFamilies), { minLength: 1 }),
        fc.uniqueArray(fc.constantFrom(...evidenceItems)),
        (families, asked) => {
          const needs = needsOf(families, asked);
          expect(new Set(needs.map(({ item }) => item)).size).toBe(needs.length);
          expect(needs.some(({ required }) => required)).toBe(true);
          expect(needs.findIndex(({ required }) => !required)).toBe(
            needs.every(({ required }) => required) ? -1 : needs.filter(({ required }) => required).length,
          );
          for (const item of asked) expect(needs.find((need) => need.item === item)?.required).toBe(true);
        },
      ),
    );
    for (const family of riskFamilies) expect(needsOf([family]).length).toBeLessThanOrEqual(3);
  });

  test("missing is what is needed and neither given nor taken back; what was asked anew is not answered by the old", () => {
    const needs = needsOf(["payer_mismatch"]);
    const given = (item: Given["item"], over: Partial<Given> = {}): Given => ({
      item,
      state: "given",
      givenAt: at,
      ...over,
    });
    expect(missingOf(needs, [])).toEqual(["payer_proof", "recipient"]);
    expect(missingOf(needs, [given("payer_proof"), given("recipient", { state: "withdrawn" })])).toEqual(["recipient"]);
    expect(missingOf(needs, [given("payer_proof", { state: "erased" }), given("recipient")])).toEqual([]);
    const later = new Date(at.getTime() + 1);
    expect(missingOf(needs, [given("payer_proof"), given("recipient")], ["payer_proof"], at)).toEqual(["payer_proof"]);
    expect(
      missingOf(needs, [given("payer_proof", { givenAt: later }), given("recipient")], ["payer_proof"], at),
    ).toEqual([]);
  });
});

test("one person is enough below the threshold, but never to thaw an account", () => {
  const about = { amountFen: 50_000, thresholdFen: 50_000 };
  expect(secondReasonsOf({ ...about, decision: "pass", scope: "order" })).toEqual([]);
  expect(secondReasonsOf({ ...about, amountFen: 50_001, decision: "deny", scope: "order" })).toEqual([
    "over_threshold",
  ]);
  expect(secondReasonsOf({ ...about, decision: "pass", scope: "account" })).toEqual(["account"]);
  expect(secondReasonsOf({ ...about, decision: "deny", scope: "account" })).toEqual([]);
});

describe("words for customers", () => {
  /** What would tell somebody how they were found out. */
  const telling = [
    /velocity|device_location|amount_anomaly|account_switching|payer_mismatch|funds_source|promotion/i,
    /rule|threshold|severity|score|limit|risk|flag|block.?list|algorithm|suspicio|fraud/i,
    /规则|阈值|评分|分数|级别|风控|风险|黑名单|频率|频繁|异常|大额|可疑|欺诈|模型|触发|命中/,
    /\d+\s*(分钟|小时|次|笔|元|minutes?|hours?|times|orders?|yuan)|[¥￥]\s*\d|\b\d{2,}%/i,
  ];

  test("every item, form, reason and end has words in both languages, and none tells of rules, thresholds or scores", () => {
    for (const words of Object.values(wordsOf)) {
      const said = [
        ...evidenceItems.flatMap((item) => [words.item[item].title, words.item[item].why]),
        ...evidenceForms.map((form) => words.kept[form](30)),
        ...[...appealReasons, ...closeReasons].map((code) => words.reason[code]),
        ...Object.values(words.follow),
        words.opened("D", ["A"]),
        words.added(["A"]),
        words.withdrawn("A"),
        words.asked(["A"], null),
        words.passed("R", "F"),
        words.denied("R", "F", 7),
        words.deniedAgain("R", "F"),
        words.closed("R"),
        words.secondLook("D"),
      ];
      for (const text of said) {
        expect(text.length).toBeGreaterThan(3);
        for (const pattern of telling) expect(text).not.toMatch(pattern);
      }
    }
    expect(Object.keys(formOf).sort()).toEqual([...evidenceItems].sort());
  });
});
