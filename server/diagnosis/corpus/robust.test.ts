import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noGateways } from "../gateway-word.ts";
import { pack } from "../pack/index.ts";
import { factsOf } from "./case.ts";
import { PAYING } from "./faults.ts";
import { corpus, type Scenario } from "./index.ts";
import { runScenario } from "./run.ts";

/** The corpus with something taken away, told again or out of order. */

const told = corpus.filter(({ events }) => events.length > 0);

/** What must hold of any run, whatever part of the story is lost: its label may not fit any more, where the money is does. */
function harm(scenario: Scenario): string[] {
  const { faults, result } = runScenario(pack, scenario, factsOf(scenario));
  const paying = result.advice.filter((tag) => PAYING.includes(tag));
  // Who denies a debit that no record shows any more cannot be protected from paying again.
  const knows = scenario.person.debited === "yes" || scenario.person.debited === "twice";
  const lost = scenario.money === "left" && knows ? paying.map((tag) => `${tag} though money left`) : [];
  return [...faults, ...lost].map((fault) => `${scenario.id}: ${fault}`);
}

describe("the order of arrival", () => {
  test("changes no fact, and neither do repeats", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...told),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (scenario, stream) => {
          const rank = new Map(scenario.events.map((event) => [event, stream.next().value as number]));
          const shuffled = scenario.events.toSorted((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
          const events = [...shuffled, ...shuffled.filter((event) => (rank.get(event) ?? 0) > 0.5)];
          const words = scenario.words.toReversed();
          expect(factsOf({ ...scenario, events, words })).toEqual(factsOf(scenario));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("what is lost does no harm", () => {
  test("any one event", () => {
    // Every other case: what one event is worth is much the same in its neighbour.
    const some = told.filter((_, i) => i % 2 === 0);
    const found = some.flatMap((scenario) =>
      scenario.events.flatMap((_, i) => harm({ ...scenario, events: scenario.events.toSpliced(i, 1) })),
    );
    expect(found.slice(0, 5)).toEqual([]);
  });

  test("everything that the gateways said, and what we measured", () => {
    const bare = told.map((scenario) => ({ ...scenario, words: [], gateways: noGateways, standing: null, around: {} }));
    expect(bare.flatMap(harm).slice(0, 5)).toEqual([]);
  });

  test("the sight of the records", () => {
    const unseen = told.map((scenario) => ({ ...scenario, proven: false }));
    expect(unseen.flatMap(harm).slice(0, 5)).toEqual([]);
    for (const scenario of unseen) {
      expect(runScenario(pack, scenario, factsOf(scenario)).result.chargeState).not.toBe("none");
    }
  });

  test("a gateway that was to be asked and keeps silent rules no charge out", () => {
    for (const scenario of told.filter(({ gateways }) => gateways.channels.length > 0)) {
      const silent = { ...scenario, words: [], gateways: { ...scenario.gateways, answers: [] } };
      expect(runScenario(pack, silent, factsOf(silent)).result.chargeState, scenario.id).not.toBe("none");
    }
  });
});
