import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SlaMetric, TicketPriority, TicketStatus } from "#server/tickets/schemas.ts";
import { ALWAYS, type Calendar } from "./calendar.ts";
import { isRunning, type SlaEvent, type SlaTarget, statusAfter } from "./clocks.ts";
import { type ClockEntry, deriveTargets } from "./derive.ts";
import { type Book, DEFAULT_POLICY, type Policy, type Under } from "./policy.ts";
import { inWork, randomCalendar } from "./testing.ts";

/**
 * The rules once more, as slowly and plainly as they can be said: go through the minutes one by one, look at the status and at the
 * wall clock of that minute, and count down. Whatever calendars, holidays, exchanged days, pauses and changes of the policy there
 * are, the fast way comes to the same due times and verdicts.
 */

const BASE = Date.UTC(2026, 2, 26);
const at = (minute: number) => new Date(BASE + minute * 60_000);
const minuteOf = (moment: Date) => (moment.getTime() - BASE) / 60_000;
const LAST = 9 * 1_440;

type Told = { minute: number; event: SlaEvent; under: Under };
type World = { book: Book; history: Told[] };

const statuses = ["open", "waiting_customer", "waiting_upstream", "resolved", "closed"] as const;
const kinds = [
  "customer_message",
  "public_reply",
  "verified",
  "charge_found",
  "appeal_opened",
  "appeal_decided",
  "parted",
  "status",
] as const;
const owed: SlaMetric[] = ["first_response", "next_response", "verification", "appeal_review"];
const step = fc.record({
  gap: fc.integer({ min: 0, max: 600 }),
  kind: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...kinds) },
    { weight: 3, arbitrary: fc.constant("status" as const) },
  ),
  to: fc.constantFrom(...statuses),
  policy: fc.constantFrom("p1", "p2"),
  priority: fc.constantFrom<TicketPriority>("urgent", "normal"),
  calendar: fc.constantFrom("one", "two"),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const minutes = fc.integer({ min: 1, max: 700 });

const world: fc.Arbitrary<World> = fc
  .record({
    one: randomCalendar,
    two: randomCalendar,
    short: minutes,
    long: minutes,
    charged: fc.boolean(),
    start: fc.integer({ min: 0, max: 1_440 }),
    steps: fc.array(step, { maxLength: 12 }),
  })
  .map(({ one, two, short, long, charged, start, steps }) => {
    const calendars = new Map(
      [one, two].map((calendar, i): [string, Calendar] => [`c@${i + 1}`, { ...calendar, version: `c@${i + 1}` }]),
    );
    const target = (n: number) => ({ minutes: n, calendar: "c", byPriority: { urgent: Math.ceil(n / 2) } });
    const policy = (version: string, n: number): Policy => {
      const metrics = Object.keys(DEFAULT_POLICY.content.targets) as SlaMetric[];
      const targets = Object.fromEntries(metrics.map((metric) => [metric, target(n)])) as Policy["content"]["targets"];
      return { version, content: { ...DEFAULT_POLICY.content, targets } };
    };
    const book = {
      policies: new Map([policy("p1", short), policy("p2", long)].map((each) => [each.version, each])),
      calendars: calendars.set(ALWAYS.version, ALWAYS),
    };
    return { book, history: historyOf(charged, start, steps) };
  });

function historyOf(charged: boolean, start: number, steps: Step[]): Told[] {
  let minute = start;
  let status: TicketStatus = "new";
  const under = ({ policy, priority, calendar }: Pick<Step, "policy" | "priority" | "calendar">): Under => ({
    ...{ policy, priority, queue: "general" },
    calendars: { c: calendar === "one" ? "c@1" : "c@2" },
  });
  const first = under({ policy: "p1", priority: "normal", calendar: "one" });
  const told: Told[] = [{ minute, event: { type: "opened", chargedNotCredited: charged }, under: first }];
  for (const each of steps) {
    minute += each.gap;
    const event: SlaEvent =
      each.kind === "status"
        ? { type: "status", from: status, to: each.to }
        : each.kind === "parted"
          ? { type: "parted", owed }
          : ({ type: each.kind } as SlaEvent);
    status = statusAfter(event, status);
    told.push({ minute, event, under: under(each) });
  }
  return told;
}

const derived = ({ book, history }: World): SlaTarget[] =>
  deriveTargets(
    history.map(({ minute, event, under }): ClockEntry => ({ at: at(minute), events: [event], under })),
    book,
  );

type Worked = (minute: number) => boolean;
/** Whether a minute is worked, looked up once for each. */
function lookUp(calendar: Calendar): Worked {
  const seen = new Map<number, boolean>();
  return (minute) => {
    const known = seen.get(minute) ?? inWork(calendar, at(minute));
    seen.set(minute, known);
    return known;
  };
}

const pausable: SlaMetric[] = ["verification", "appeal_review", "resolution"];

/** The first minute at which the time is used up and the clock does not stand still; undefined when that never comes. */
function ranOut(history: Told[], target: SlaTarget, worked: Worked, stops: TicketStatus[]): number | undefined {
  const told = [...history];
  let status: TicketStatus = "new";
  let left = (target.targetMs ?? 0) / 60_000;
  const start = minuteOf(target.startedAt);
  for (let minute = 0; minute < LAST; minute++) {
    while (told[0] && told[0].minute <= minute) status = statusAfter((told.shift() as Told).event, status);
    if (minute < start) continue;
    if (pausable.includes(target.metric) && stops.includes(status)) continue;
    if (left === 0) return minute;
    if (worked(minute)) left--;
  }
  return undefined;
}

/** The minute of the event that ends a run, and whether it fulfils the promise or only takes its object away. */
function endOf(history: Told[], target: SlaTarget): { minute: number; kept: boolean } | undefined {
  const start = minuteOf(target.startedAt);
  const begun = history.findIndex(
    ({ minute, event, under }) =>
      minute === start && starts(event, target.metric) && under.policy === target.policyVersion,
  );
  for (const { minute, event } of history.slice(begun + 1)) {
    if (fulfils(event, target.metric)) return { minute, kept: true };
    if (event.type !== "status" || event.from === event.to) continue;
    if (event.to === "closed") return { minute, kept: false };
    if (event.to === "resolved" && target.metric !== "appeal_review") {
      return { minute, kept: target.metric === "verification" || target.metric === "resolution" };
    }
  }
  return undefined;
}

const starts = (event: SlaEvent, metric: SlaMetric): boolean =>
  (event.type === "opened" && ["first_response", "verification", "resolution"].includes(metric)) ||
  (event.type === "customer_message" && metric === "next_response") ||
  (event.type === "charge_found" && metric === "verification") ||
  (event.type === "appeal_opened" && metric === "appeal_review") ||
  (event.type === "parted" && event.owed.includes(metric)) ||
  (event.type === "status" && (event.from === "resolved" || event.from === "closed") && metric === "resolution");

const fulfils = (event: SlaEvent, metric: SlaMetric): boolean =>
  (event.type === "public_reply" && (metric === "first_response" || metric === "next_response")) ||
  (event.type === "verified" && metric === "verification") ||
  (event.type === "appeal_decided" && metric === "appeal_review");

describe("for every history, calendar and policy", () => {
  test("due times and verdicts are those of a walk through the minutes, for the customer and for the agent", () => {
    fc.assert(
      fc.property(world, (any) => {
        const worked = new Map([...any.book.calendars.values()].map((each) => [each.version, lookUp(each)]));
        for (const target of derived(any)) {
          // A second run of a clock in the same millisecond is put one after the first: not on a minute.
          if (!Number.isInteger(minuteOf(target.startedAt))) continue;
          const calendar = worked.get(target.calendarVersion) as Worked;
          const sides = [
            {
              due: target.dueAt,
              paused: target.pausedAt,
              verdict: target.outcome,
              stops: ["waiting_customer"] as TicketStatus[],
            },
            {
              due: target.agentDueAt as Date,
              paused: target.agentPausedAt,
              verdict: target.agentOutcome,
              stops: ["waiting_customer", "waiting_upstream"] as TicketStatus[],
            },
          ];
          const end = endOf(any.history, target);
          expect(isRunning(target)).toBe(end === undefined);
          for (const { due, paused, verdict, stops } of sides) {
            const told = end ? any.history.filter(({ minute }) => minute <= end.minute) : any.history;
            const expected = ranOut(end ? untilEnd(told, end.minute) : told, target, calendar, stops);
            const late = expected !== undefined && end !== undefined && end.minute > expected;
            if (end) expect(verdict).toBe(late ? "breached" : end.kept ? "met" : "cancelled");
            // While it stands still its due time is open, unless the time was used up before.
            if (paused) expect([undefined, minuteOf(due)]).toContain(expected);
            else if (expected !== undefined) expect(minuteOf(due)).toBe(expected);
          }
        }
      }),
      { numRuns: 80 },
    );
  });

  test("looking sooner sees a part of the same: what was decided then is decided so for ever", () => {
    fc.assert(
      fc.property(world, fc.nat(), (any, n) => {
        const soon = derived({ ...any, history: any.history.slice(0, 1 + (n % any.history.length)) });
        const late = derived(any);
        for (const [i, target] of soon.entries()) {
          expect(late[i]?.startedAt).toEqual(target.startedAt);
          if (!isRunning(target)) expect(late[i]).toEqual(target);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("a run keeps the versions it was started under, and the warning comes before the breach", () => {
    fc.assert(
      fc.property(world, (any) => {
        for (const target of derived(any)) {
          const begun = any.history
            .filter(({ event }) => starts(event, target.metric))
            .map(({ under }) => under.policy);
          expect(begun).toContain(target.policyVersion);
          const [warnAt, escalateAt] = [target.warnAt as Date, target.escalateAt as Date];
          expect(escalateAt.getTime()).toBeGreaterThanOrEqual(target.dueAt.getTime());
          if (target.pausedMs === 0) expect(warnAt.getTime()).toBeLessThanOrEqual(target.dueAt.getTime());
        }
      }),
      { numRuns: 150 },
    );
  });
});

/** The end itself ends all waiting: what comes to stand in its status stands there no longer for this run. */
function untilEnd(history: Told[], minute: number): Told[] {
  const last = history.at(-1)?.under as Under;
  const status = history.reduce<TicketStatus>((before, { event }) => statusAfter(event, before), "new");
  return [...history, { minute, event: { type: "status", from: status, to: "open" }, under: last }];
}
