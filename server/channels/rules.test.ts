import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MINUTE_MS } from "#server/core/clock.ts";
import {
  BETTER_AFTER_MS,
  type Course,
  freshCourse,
  isPayersOwn,
  LOOK_MS,
  limits,
  MIN_SAMPLES,
  nextCourse,
  WORSE_AFTER_MS,
  wantedState,
} from "./rules.ts";
import type { HealthState, HealthWindow, Measures } from "./schemas.ts";

const START = Date.UTC(2026, 10, 1);
const at = (ms: number) => new Date(START + ms);

const empty: HealthWindow = {
  attempts: 0,
  succeeded: 0,
  successRate: null,
  calls: 0,
  answered: 0,
  p95Ms: null,
  callbacks: 0,
  callbackLagMs: null,
};
const of = (part: Partial<HealthWindow>): Measures => ({
  last5m: { ...empty, ...part },
  last1h: { ...empty, ...part },
});
/** A thousand payments of which this share failed. */
const failing = (share: number) => of({ attempts: 1_000, succeeded: Math.round(1_000 * (1 - share)) });
const silent = of({});
const course = (state: HealthState): Course => ({ ...freshCourse(at(0)), state });

/** Looks every 20 s, one for each of the measures. @returns the states after each look, with their time */
function run(from: Course, looks: readonly Measures[], everyMs = LOOK_MS) {
  let now = 0;
  let current = from;
  return looks.map((measures) => {
    now += everyMs;
    current = nextCourse(current, measures, at(now));
    return { now, state: current.state };
  });
}
const changesOf = (from: HealthState, states: readonly { now: number; state: HealthState }[]) =>
  states.flatMap((one, i) => {
    const before = i === 0 ? from : (states[i - 1]?.state ?? from);
    return before === one.state ? [] : [{ ...one, before }];
  });
const repeated = (measures: Measures, ms: number) => Array.from({ length: ms / LOOK_MS + 1 }, () => measures);

const someState = fc.constantFrom<HealthState>("up", "degraded", "down");
const someMeasures = fc
  .record({
    failed: fc.double({ min: 0, max: 1, noNaN: true }),
    attempts: fc.nat(200),
    calls: fc.nat(200),
    unanswered: fc.double({ min: 0, max: 1, noNaN: true }),
    p95Ms: fc.option(fc.nat(20_000)),
    callbacks: fc.nat(50),
    callbackLagMs: fc.option(fc.nat(200_000)),
  })
  .map(({ failed, unanswered, ...rest }) =>
    of({
      ...rest,
      succeeded: Math.round(rest.attempts * (1 - failed)),
      answered: Math.round(rest.calls * (1 - unanswered)),
    }),
  );

describe("what measures speak for", () => {
  test.each([
    ["up", failing(0), "up"],
    ["up", failing(0.09), "up"],
    ["up", failing(0.1), "degraded"],
    ["up", failing(0.5), "down"],
    ["degraded", failing(0.06), "degraded"],
    ["degraded", failing(0.05), "up"],
    ["down", failing(0.31), "down"],
    ["down", failing(0.3), "degraded"],
    ["up", of({ calls: 10, answered: 4 }), "down"],
    ["up", of({ calls: 10, answered: 10, p95Ms: 5_000 }), "degraded"],
    ["up", of({ callbacks: 10, callbackLagMs: 61_000 }), "degraded"],
    ["degraded", of({ callbacks: 10, callbackLagMs: 29_000 }), "up"],
    ["up", of({ attempts: MIN_SAMPLES - 1, succeeded: 0 }), "up"],
    ["down", silent, "unknown"],
    ["unknown", of({ attempts: 1, succeeded: 1 }), "unknown"],
  ] as const)("in %s, case %#", (state, measures, wanted) => {
    expect(wantedState(measures, state)).toBe(wanted);
  });

  test("five minutes count before the hour, and the hour where five minutes are too few", () => {
    const bad = failing(0.6).last1h;
    const good = failing(0).last5m;
    expect(wantedState({ last5m: good, last1h: bad }, "up")).toBe("up");
    expect(wantedState({ last5m: { ...empty, attempts: 2, succeeded: 2 }, last1h: bad }, "up")).toBe("down");
  });

  test("the worst signal counts, whatever the others say", () => {
    expect(wantedState(of({ attempts: 100, succeeded: 100, calls: 10, answered: 0 }), "up")).toBe("down");
  });
});

describe("a channel's course", () => {
  test("goes down after a minute of trouble, and comes back in two steps of five minutes of quiet", () => {
    const down = run(course("up"), repeated(failing(0.9), WORSE_AFTER_MS));
    expect(changesOf("up", down)).toEqual([{ now: LOOK_MS + WORSE_AFTER_MS, state: "down", before: "up" }]);
    const back = run(course("down"), repeated(failing(0), BETTER_AFTER_MS));
    expect(changesOf("down", back)).toEqual([{ now: LOOK_MS + BETTER_AFTER_MS, state: "up", before: "down" }]);
  });

  test("trouble of changing depth is still trouble: it settles at the mildest that was wanted", () => {
    const looks = Array.from({ length: 5 }, (_, i) => failing(i % 2 ? 0.9 : 0.2));
    expect(run(course("up"), looks).at(-1)?.state).toBe("degraded");
  });

  test("a wish from before a silence of the job counts for nothing", () => {
    const waiting = nextCourse(course("up"), failing(0.9), at(0));
    expect(nextCourse(waiting, failing(0.9), at(10 * MINUTE_MS)).state).toBe("up");
  });

  test("a clock that was set back starts the waiting anew", () => {
    const waiting = nextCourse(course("up"), failing(0.9), at(10 * MINUTE_MS));
    expect(nextCourse(waiting, failing(0.9), at(0))).toMatchObject({ state: "up", candidateSince: at(0) });
  });

  test("never flaps: changes are a minute apart, and five before a better state, for any sequence of measures", () => {
    fc.assert(
      fc.property(someState, fc.array(someMeasures, { maxLength: 120 }), (from, looks) => {
        const changes = changesOf(from, run(course(from), looks)).filter(
          (change) => change.state !== "unknown" && change.before !== "unknown",
        );
        let last = 0;
        for (const { now, state, before } of changes) {
          const better = state === "up" || (state === "degraded" && before === "down");
          expect(now - last).toBeGreaterThanOrEqual(better ? BETTER_AFTER_MS : WORSE_AFTER_MS);
          last = now;
        }
      }),
    );
  });

  test("stays as it is for every sequence that wanders between leaving and entering", () => {
    const { degraded, down } = limits.failed;
    const inside = (low: number, high: number) =>
      fc.array(fc.double({ min: low + 0.002, max: high - 0.002, noNaN: true }).map(failing), { maxLength: 200 });
    fc.assert(
      fc.property(
        fc.constantFrom<HealthState>("up", "degraded"),
        inside(degraded.leave, degraded.enter),
        (from, looks) => {
          expect(changesOf(from, run(course(from), looks))).toEqual([]);
        },
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom<HealthState>("degraded", "down"), inside(down.leave, down.enter), (from, looks) => {
        expect(changesOf(from, run(course(from), looks))).toEqual([]);
      }),
    );
  });

  test("stays as it is when good and bad looks alternate", () => {
    const looks = Array.from({ length: 300 }, (_, i) => failing(i % 2 ? 0.9 : 0));
    expect(changesOf("up", run(course("up"), looks))).toEqual([]);
    expect(changesOf("down", run(course("down"), looks))).toEqual([]);
  });

  test("too few attempts change nothing, however they end", () => {
    const few = fc.record({ attempts: fc.integer({ min: 1, max: MIN_SAMPLES - 1 }), succeeded: fc.constant(0) });
    fc.assert(
      fc.property(someState, fc.array(few.map(of), { maxLength: 100 }), (from, looks) => {
        expect(changesOf(from, run(course(from), looks))).toEqual([]);
      }),
    );
  });

  test("comes to rest where constant measures want it, within three waits, and stays", () => {
    fc.assert(
      fc.property(someState, someMeasures, (from, measures) => {
        const states = run(course(from), repeated(measures, 3 * BETTER_AFTER_MS + 3 * LOOK_MS));
        const rest = states.at(-1)?.state ?? from;
        expect(wantedState(measures, rest)).toBe(rest);
        expect(changesOf(rest, run(course(rest), repeated(measures, MINUTE_MS)))).toEqual([]);
      }),
    );
  });
});

test("what the payer did is not the channel's fault", () => {
  for (const code of ["NOT_ENOUGH", "ACQ.BUYER_BALANCE_NOT_ENOUGH", "USER_CANCELED", "ACQ.PAYMENT_REQUEST_HAS_RISK"])
    expect(isPayersOwn(code, null)).toBe(true);
  expect(isPayersOwn(null, "余额不足")).toBe(true);
  for (const code of ["ACQ.SYSTEM_ERROR", "BANK_ERROR", "20000"]) expect(isPayersOwn(code, "系统繁忙")).toBe(false);
  expect(isPayersOwn(null, null)).toBe(false);
});
