import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Candidate, loadOf, mayTake, pickAssignee } from "./assign.ts";

const person = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  ...{ id, onShift: true, state: "on", maxOpen: 30, skills: { general: 1 }, open: 0, load: 0, lastBusyAt: null },
  ...more,
});
const picked = (...people: Candidate[]) => pickAssignee(people, "general")?.id;

describe("who gets a ticket", () => {
  test("nobody who is not on shift, is away, does not know the queue or has enough", () => {
    const none = [
      person("a", { onShift: false }),
      person("b", { state: "away" }),
      person("c", { skills: { risk: 3 } }),
      person("d", { open: 30 }),
    ];
    expect(picked(...none)).toBeUndefined();
    expect(picked(...none, person("e", { load: 99 }))).toBe("e");
  });

  test("the least loaded, then who knows it best, then whose work rested longest, then by id", () => {
    expect(picked(person("a", { load: 2 }), person("b", { load: 1 }))).toBe("b");
    expect(picked(person("a"), person("b", { skills: { general: 3 } }))).toBe("b");
    const at = (n: number) => new Date(n);
    expect(picked(person("a", { lastBusyAt: at(2) }), person("b", { lastBusyAt: at(1) }))).toBe("b");
    expect(picked(person("a", { lastBusyAt: at(2) }), person("b"))).toBe("b");
    expect(picked(person("b"), person("a"))).toBe("a");
  });

  test("whoever has no skills does the work of every queue", () => {
    expect(picked(person("a", { skills: {} }))).toBe("a");
  });

  test("an urgent ticket weighs as much as three ordinary ones", () => {
    expect(loadOf({ urgent: 1 })).toBe(loadOf({ normal: 3 }));
    expect(loadOf({ high: 1, low: 2 })).toBe(3);
  });

  test("for every team: whoever is picked may take it, nobody who may has less to do, and the order of asking is nothing", () => {
    const candidate = fc.record({
      id: fc.string({ minLength: 1, maxLength: 8 }),
      onShift: fc.boolean(),
      state: fc.constantFrom("on" as const, "away" as const, "off" as const),
      maxOpen: fc.integer({ min: 1, max: 5 }),
      skills: fc.constantFrom<Record<string, number>>({}, { general: 1 }, { general: 3 }, { risk: 2 }),
      open: fc.nat(6),
      load: fc.nat(10),
      lastBusyAt: fc.option(fc.nat(5).map((n) => new Date(n))),
    });
    const team = fc.uniqueArray(candidate, { selector: ({ id }) => id, maxLength: 12 });
    fc.assert(
      fc.property(team, (people) => {
        const found = pickAssignee(people, "general");
        expect(pickAssignee(people.toReversed(), "general")).toEqual(found);
        const able = people.filter((one) => mayTake(one, "general"));
        if (!found) expect(able).toEqual([]);
        else expect(Math.min(...able.map(({ load }) => load))).toBe(found.load);
      }),
    );
  });
});
