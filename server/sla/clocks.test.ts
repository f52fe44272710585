import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TicketStatus } from "#server/tickets/schemas.ts";
import {
  applySla,
  DEFAULT_TERMS,
  isBreached,
  isRunning,
  NEVER,
  nextDue,
  type SlaEvent,
  type SlaTarget,
} from "./clocks.ts";

const START = Date.UTC(2026, 10, 2);
const at = (minutes: number) => new Date(START + minutes * 60_000);
const minutesTo = (moment: Date) => (moment.getTime() - START) / 60_000;
const play = (events: [number, SlaEvent][]) =>
  events.reduce<SlaTarget[]>((targets, [minute, event]) => applySla(targets, event, at(minute)), []);
const opened: SlaEvent = { type: "opened", chargedNotCredited: true };
const status = (from: TicketStatus, to: TicketStatus): SlaEvent => ({ type: "status", from, to });
const of = (targets: SlaTarget[], metric: SlaTarget["metric"]) => targets.filter((t) => t.metric === metric);

describe("examples worked out by hand", () => {
  test("a charge that got nothing: reply by 2 h, checked by 1 h, result by 24 h", () => {
    const targets = play([[0, opened]]);
    expect(targets.map((t) => [t.metric, t.dueAt])).toEqual([
      ["first_response", at(120)],
      ["verification", at(60)],
      ["resolution", at(1440)],
    ]);
    expect(nextDue(targets)).toEqual({ at: at(60), metric: "verification" });
  });

  test("no charge, no promise of checking one", () => {
    const targets = play([[0, { type: "opened", chargedNotCredited: false }]]);
    expect(targets.map((t) => t.metric)).toEqual(["first_response", "resolution"]);
  });

  test("a reply exactly on time is met, a millisecond later breached", () => {
    const targets = play([[0, opened]]);
    const onTime = applySla(targets, { type: "public_reply" }, at(120));
    const late = applySla(targets, { type: "public_reply" }, new Date(at(120).getTime() + 1));
    expect(of(onTime, "first_response")[0]?.outcome).toBe("met");
    expect(of(late, "first_response")[0]?.outcome).toBe("breached");
  });

  test("waiting 30 min for the customer moves the result's due time by 30 min", () => {
    const targets = play([
      [0, opened],
      [10, status("new", "waiting_customer")],
      [40, status("waiting_customer", "open")],
    ]);
    expect(of(targets, "resolution")[0]?.dueAt).toEqual(at(1470));
    expect(of(targets, "verification")[0]?.dueAt).toEqual(at(90));
    expect(of(targets, "first_response")[0]?.dueAt).toEqual(at(120));
  });

  test("an appeal is decided within the hour, not counting the wait for evidence, and only its decision keeps that", () => {
    const targets = play([
      [0, opened],
      [5, { type: "appeal_opened" }],
      [20, status("new", "waiting_customer")],
      [50, status("waiting_customer", "open")],
    ]);
    expect(of(targets, "appeal_review").map((t) => t.dueAt)).toEqual([at(95)]);
    const ended = applySla(targets, status("open", "resolved"), at(60));
    expect(of(ended, "appeal_review")[0]?.outcome).toBeNull();
    expect(of(applySla(ended, { type: "appeal_decided" }, at(95)), "appeal_review")[0]?.outcome).toBe("met");
    const late = applySla(ended, { type: "appeal_decided" }, at(96));
    expect(of(late, "appeal_review")[0]?.outcome).toBe("breached");
    const again = applySla(late, { type: "appeal_opened" }, at(100));
    expect(of(again, "appeal_review").map((t) => [t.dueAt, t.outcome])).toEqual([
      [at(95), "breached"],
      [at(160), null],
    ]);
  });

  test("waiting for a supplier moves nothing that the customer was promised, and what is asked of the agent by as long", () => {
    const targets = play([
      [0, opened],
      [10, status("new", "waiting_upstream")],
      [40, status("waiting_upstream", "open")],
    ]);
    expect(targets.map((t) => t.dueAt)).toEqual([at(120), at(60), at(1440)]);
    expect(targets.map((t) => t.agentDueAt)).toEqual([at(120), at(90), at(1470)]);
    const checked = applySla(targets, { type: "verified" }, at(80));
    expect(of(checked, "verification")[0]).toMatchObject({ outcome: "breached", agentOutcome: "met" });
  });

  test("a clock that starts while the ticket waits stands still from its first moment", () => {
    const targets = play([
      [0, { type: "opened", chargedNotCredited: false }],
      [10, status("new", "waiting_customer")],
    ]);
    const found = applySla(targets, { type: "charge_found" }, at(20), { ...DEFAULT_TERMS, status: "waiting_customer" });
    const on = applySla(found, status("waiting_customer", "open"), at(50));
    expect(of(on, "verification").map((t) => [t.startedAt, t.dueAt])).toEqual([[at(20), at(110)]]);
  });

  test("a warning at three quarters of the time, a second one moved by a pause, and half an hour after the breach the lead", () => {
    const targets = play([
      [0, opened],
      [30, status("new", "waiting_customer")],
      [60, status("waiting_customer", "open")],
    ]);
    expect(of(targets, "first_response")[0]).toMatchObject({ warnAt: at(90), escalateAt: at(150) });
    expect(of(targets, "verification")[0]).toMatchObject({ warnAt: at(75), dueAt: at(90), escalateAt: at(120) });
    expect(of(targets, "verification")[0]?.pausedMs).toBe(30 * 60_000);
  });

  test("a gateway owes its answer to each case, from when it gave it, and that is no clock of the desk's", () => {
    const asked = play([
      [0, opened],
      [200, { type: "gateway_asked", caseId: "a" }],
      [200, { type: "gateway_asked", caseId: "b" }],
      [210, { type: "gateway_asked", caseId: "c" }],
    ]);
    expect(nextDue(asked).metric).toBe("verification");
    const answered = applySla(asked, { type: "gateway_answered", caseId: "a", at: at(320).toISOString() }, at(900));
    const late = applySla(answered, { type: "gateway_answered", caseId: "b", at: at(321).toISOString() }, at(900));
    const ended = applySla(late, { type: "gateway_withdrawn", caseId: "c" }, at(220));
    expect(of(ended, "gateway_answer").map((t) => [t.subject, t.outcome, t.decidedAt])).toEqual([
      ["a", "met", at(320)],
      ["b", "breached", at(321)],
      ["c", "cancelled", at(220)],
    ]);
    expect(of(ended, "gateway_answer").map((t) => t.agentOutcome)).toEqual([null, null, null]);
  });

  test("the next reply is due two hours after the oldest unanswered message", () => {
    const targets = play([
      [0, opened],
      [5, { type: "customer_message" }],
      [10, { type: "public_reply" }],
      [20, { type: "customer_message" }],
      [50, { type: "customer_message" }],
    ]);
    expect(of(targets, "next_response").map((t) => [t.startedAt, t.dueAt])).toEqual([[at(20), at(140)]]);
    const answered = applySla(targets, { type: "public_reply" }, at(141));
    expect(of(answered, "next_response")[0]?.outcome).toBe("breached");
  });

  test("resolved while waiting for the customer: the pause counts", () => {
    const targets = play([
      [0, opened],
      [30, { type: "public_reply" }],
      [30, status("open", "waiting_customer")],
      [2000, status("waiting_customer", "resolved")],
    ]);
    expect(of(targets, "resolution")[0]).toMatchObject({ outcome: "met", dueAt: at(1440 + 1970) });
  });

  test("resolved without a reply: the promise to reply has no object, unless it was late already", () => {
    const early = play([
      [0, opened],
      [50, status("new", "resolved")],
    ]);
    expect(early.map((t) => t.outcome)).toEqual(["cancelled", "met", "met"]);
    const late = play([
      [0, opened],
      [150, status("new", "resolved")],
    ]);
    expect(late.map((t) => t.outcome)).toEqual(["breached", "breached", "met"]);
  });

  test("opened again: a new clock for the result, and the first verdict stays", () => {
    const targets = play([
      [0, opened],
      [100, status("open", "resolved")],
      [200, status("resolved", "open")],
      [1700, status("open", "resolved")],
    ]);
    expect(of(targets, "resolution").map((t) => [t.startedAt, t.outcome])).toEqual([
      [at(0), "met"],
      [at(200), "breached"],
    ]);
  });
});

const statuses = ["new", "open", "waiting_customer", "waiting_upstream", "resolved", "closed"] as const;
type Told = { minute: number; event: SlaEvent };

/** Histories as tickets have them: times never go back, and each change of status starts where the last ended. */
const histories = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 600 }),
      kind: fc.constantFrom(
        "customer_message",
        "public_reply",
        "verified",
        "charge_found",
        "appeal_opened",
        "appeal_decided",
        "status",
      ),
      to: fc.constantFrom(...statuses.slice(1)),
    }),
    { maxLength: 25 },
  )
  .map((steps): Told[] => {
    let minute = 0;
    let from: TicketStatus = "new";
    return [
      { minute, event: opened },
      ...steps.map(({ gap, kind, to }): Told => {
        minute += gap;
        if (kind !== "status") return { minute, event: { type: kind } as SlaEvent };
        const event = status(from, to);
        from = to;
        return { minute, event };
      }),
    ];
  });
const replay = (history: Told[]) => play(history.map(({ minute, event }) => [minute, event]));

/** The slow, plain reading of "a pause moves the due time": walk every minute and count those in which the clock ran. */
function ranOutAt(history: Told[], startedMinute: number, budgetMinutes: number): number {
  let current: TicketStatus = "new";
  let left = budgetMinutes;
  const told = [...history];
  for (let minute = 0; ; minute++) {
    while (told[0] && told[0].minute <= minute) {
      const { event } = told.shift() as Told;
      if (event.type === "status") current = event.to;
    }
    if (minute < startedMinute) continue;
    if (current !== "waiting_customer") {
      if (left === 0) return minute;
      left--;
    } else if (told.length === 0) return Number.POSITIVE_INFINITY;
  }
}

describe("for every history", () => {
  test("a running result clock is due when a minute-by-minute count says", () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const target of of(replay(history), "resolution")) {
          if (!isRunning(target)) continue;
          const started = minutesTo(target.startedAt);
          if (!Number.isInteger(started)) continue;
          const expected = ranOutAt(history, started, 1440);
          // While it is paused its due time is open, unless it ran out before the pause.
          if (target.pausedAt) expect([Number.POSITIVE_INFINITY, minutesTo(target.dueAt)]).toContain(expected);
          else expect(target.dueAt).toEqual(at(expected));
        }
      }),
      { numRuns: 500 },
    );
  });

  test("a verdict never changes, and what was breached stays breached", () => {
    fc.assert(
      fc.property(histories, (history) => {
        let targets: SlaTarget[] = [];
        for (const { minute, event } of history) {
          const before = targets;
          targets = applySla(before, event, at(minute));
          for (const [i, target] of before.entries()) {
            if (!isRunning(target)) expect(targets[i]).toBe(target);
            if (isBreached(target, at(minute))) expect(isBreached(targets[i] as SlaTarget, at(minute))).toBe(true);
          }
        }
      }),
    );
  });

  test("looking later or more often changes nothing: the verdict is that of the deciding event's time", () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const target of replay(history)) {
          if (target.outcome === "met") expect(target.decidedAt?.getTime()).toBeLessThanOrEqual(target.dueAt.getTime());
          if (target.outcome === "breached")
            expect(target.decidedAt?.getTime()).toBeGreaterThan(target.dueAt.getTime());
        }
      }),
    );
  });

  test("one run of a clock at a time, each with its own start; none runs once the ticket is done", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const targets = replay(history);
        const starts = targets.map((t) => `${t.metric}@${t.startedAt.getTime()}`);
        expect(new Set(starts).size).toBe(starts.length);
        const running = targets.filter(isRunning).map((t) => t.metric);
        expect(new Set(running).size).toBe(running.length);
        const last = history.at(-1)?.event;
        if (last?.type === "status" && last.from !== last.to && last.to === "closed") expect(running).toEqual([]);
      }),
    );
  });

  test("the next due time is the least of those that run", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const targets = replay(history);
        const due = targets.filter((t) => isRunning(t) && !t.pausedAt).map((t) => t.dueAt.getTime());
        expect(nextDue(targets).at.getTime()).toBe(Math.min(NEVER.getTime(), ...due));
      }),
    );
  });
});
