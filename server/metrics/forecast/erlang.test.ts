import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agentsFor, MAX_AGENTS, waitingWith } from "./erlang.ts";

/** 200 arrivals an hour of three minutes each: ten erlangs. */
const ten = { perHour: 200, handleMs: 180_000 };

describe("Erlang C", () => {
  test("gives the numbers of the tables", () => {
    const fourteen = waitingWith(14, ten, 20_000);
    expect(fourteen.waitProbability).toBeCloseTo(0.174132, 6);
    expect(fourteen.serviceLevel).toBeCloseTo(0.88835, 6);
    expect(fourteen.meanWaitMs).toBeCloseTo(7_836, 0);
    const eleven = waitingWith(11, ten, 20_000);
    expect(eleven.waitProbability).toBeCloseTo(0.682118, 6);
    expect(eleven.serviceLevel).toBeCloseTo(0.389614, 6);
    expect(eleven.meanWaitMs).toBeCloseTo(122_781, 0);
  });

  test("finds the fewest people that keep the target", () => {
    expect(agentsFor(ten, 20_000, 0.8)).toMatchObject({ agents: 14 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 60 }), (perHour, minutes) => {
        const load = { perHour, handleMs: minutes * 60_000 };
        const found = agentsFor(load, 600_000, 0.8);
        if (found === null) return;
        expect(found.serviceLevel).toBeGreaterThanOrEqual(0.8);
        expect(waitingWith(found.agents - 1, load, 600_000).serviceLevel).toBeLessThan(0.8);
        expect(found.occupancy).toBeLessThan(1);
      }),
    );
  });

  test("needs nobody for nothing, says that a queue grows without end, and stops looking somewhere", () => {
    expect(agentsFor({ perHour: 0, handleMs: 60_000 }, 60_000, 0.9)).toMatchObject({ agents: 0, serviceLevel: 1 });
    expect(waitingWith(10, ten, 20_000)).toMatchObject({ serviceLevel: 0, meanWaitMs: Number.POSITIVE_INFINITY });
    expect(agentsFor({ perHour: 100_000, handleMs: 3_600_000 }, 1_000, 0.8)).toBeNull();
    expect(MAX_AGENTS).toBe(500);
  });
});
