import { describe, expect, test } from "vitest";
import { packOfContent } from "../pack/index.ts";
import type { PackContent } from "../pack/schema.ts";
import { diffPacks } from "./diff.ts";
import { contentWith } from "./testing.ts";

const base = packOfContent(contentWith(() => undefined));
const diff = (change: (content: PackContent) => void) => diffPacks(base, packOfContent(contentWith(change)));

describe("what is different between two packs", () => {
  test("nothing between a pack and itself", () => {
    expect(diffPacks(base, base).items).toEqual([]);
  });

  test("weights, priors, plans and words, each under what it is of", () => {
    const { items } = diff(({ rules, copy }) => {
      const cause = rules.causes.find(({ code }) => code === "PAY_CLOSED");
      if (!cause) return;
      cause.prior = 0.123;
      cause.plans.unshift({ charge: ["confirmed"], outcome: "ticket", remedies: ["CONTACT_HUMAN"] });
      copy.en.causes.PAY_CLOSED.title = "Another title";
    });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ section: "causes", key: "PAY_CLOSED" });
    const changes = items[0]?.changes ?? [];
    expect(changes).toContainEqual(expect.objectContaining({ what: "prior", after: 0.123 }));
    expect(changes).toContainEqual(expect.objectContaining({ what: "words", of: "en title", after: "Another title" }));
    const plan = changes.find(({ what, of }) => what === "plan" && of === "1");
    expect(plan?.after).toBe("charge=confirmed → ticket: CONTACT_HUMAN");
  });

  test("one weight is one change, named by fact and value", () => {
    const [item] = diff(({ rules }) => {
      const evidence = rules.causes[0]?.evidence[0];
      if (evidence) evidence.weight = evidence.weight - 0.5;
    }).items;
    expect(item?.changes.every(({ what, of }) => what === "weight" && /^[\w.]+=/.test(of))).toBe(true);
  });

  test("what comes and goes is there on one side only", () => {
    const { items } = diff(({ rules, copy }) => {
      rules.remedies.push({ code: "NEW_ONE", tag: "FIX" });
      for (const words of Object.values(copy)) words.remedies.NEW_ONE = "…";
    });
    const added = items.find(({ key }) => key === "NEW_ONE");
    expect(added?.section).toBe("remedies");
    expect(added?.changes.every(({ before }) => before === null)).toBe(true);
  });

  test("the hash names exactly this change", () => {
    const half = diff(({ rules }) => Object.assign(rules, { causeShare: 0.5 }));
    expect(diff(({ rules }) => Object.assign(rules, { causeShare: 0.5 })).hash).toBe(half.hash);
    expect(diff(({ rules }) => Object.assign(rules, { causeShare: 0.6 })).hash).not.toBe(half.hash);
  });
});
