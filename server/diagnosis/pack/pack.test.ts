import { expect, test } from "vitest";
import { causeCodes } from "../schemas.ts";
import { causeInfo, copyOf, loadPack, pack } from "./index.ts";
import { rules } from "./rules.ts";

const zh = copyOf("zh-CN");
const en = copyOf("en");
const keysOf = (value: unknown, path = ""): string[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}/${key}`))
    : [path];

test("both languages say the same things", () => {
  expect(keysOf(zh).toSorted()).toEqual(keysOf(en).toSorted());
});

test("nothing is missing", () => {
  for (const copy of [zh, en]) {
    expect(Object.keys(copy.causes).toSorted()).toEqual([...causeCodes].toSorted());
    expect(Object.keys(copy.remedies).toSorted()).toEqual(pack.remedies.map((r) => r.code).toSorted());
    for (const question of pack.questions) {
      expect(Object.keys(copy.questions[question.id]?.options ?? {})).toEqual(question.options.map((o) => o.value));
      expect(question.options.map((o) => o.value)).toContain("unsure");
    }
    for (const fact of pack.facts)
      for (const value of fact.values) expect(copy.why, fact.key).toHaveProperty([`${fact.key}=${value}`]);
    for (const fact of pack.facts) expect(copy.facts).toHaveProperty([fact.key]);
  }
});

test("rules name only what there is", () => {
  const values = new Map(pack.facts.map((f) => [f.key, f.values]));
  const remedies = new Set(pack.remedies.map((r) => r.code));
  expect(pack.causes.map((c) => c.code)).toEqual([...causeCodes]);
  for (const cause of pack.causes) {
    for (const { fact, is } of [...cause.evidence, ...cause.vetoes])
      for (const v of is) expect(values.get(fact), `${cause.code} ${fact}=${v}`).toContain(v);
    for (const plan of cause.plans) for (const code of plan.remedies) expect(remedies).toContain(code);
    expect(
      cause.plans.some((p) => !p.charge && !p.when && !p.unless && !p.wait),
      cause.code,
    ).toBe(true);
  }
  for (const plan of [...pack.causes.flatMap((c) => c.plans), ...pack.overrides])
    expect(plan.outcome === "wait").toBe(plan.wait !== undefined);
});

test("what is said of a cause in general never sends anybody to pay: it is shown whatever was charged", () => {
  for (const code of causeCodes) {
    const words = `${causeInfo(code, "zh-CN").now}${causeInfo(code, "zh-CN").by}${causeInfo(code, "en").now}${causeInfo(code, "en").by}`;
    expect(words).not.toMatch(
      /(?<!不要)(?<!请勿)重新(下单|支付|付款)(?!。)|换一种支付|order again now|pay another way/i,
    );
  }
});

test("of every cause it is said whether the money is safe, and nowhere as a promise that nothing was taken", () => {
  for (const code of causeCodes) {
    const [chinese, english] = [causeInfo(code, "zh-CN").money, causeInfo(code, "en").money];
    expect(chinese, code).toMatch(/钱|款/);
    expect(english, code).toMatch(/money|payment|paid|sum|taken/i);
    // It stands beside every state of the charge, and only the gateway's word may say "nothing was taken".
    expect(chinese.replaceAll("一般不会扣款", ""), code).not.toMatch(/不会扣款|没有扣款|未扣款/);
    expect(english.replace(/usually (nothing is taken|takes no money)|if nothing was taken/gi, ""), code).not.toMatch(
      /nothing (is|was) taken|takes no money/i,
    );
    if (chinese.includes("一般不会扣款")) expect(chinese, code).toMatch(/扣了|有记录/);
    if (/usually (nothing|takes)/i.test(english))
      expect(english, code).toMatch(/if it was|on record|goes back|do not pay/i);
  }
});

test("the version follows the content", () => {
  const same = loadPack(rules, { "zh-CN": zh, en });
  expect(same.version).toBe(pack.version);
  expect(loadPack({ ...rules, stopAt: 0.81 }, { "zh-CN": zh, en }).version).not.toBe(pack.version);
  expect(() => loadPack({ ...rules, causes: [{ code: "NOPE" }] }, { "zh-CN": zh, en })).toThrow();
});
