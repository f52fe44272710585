import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import { MINUTE_MS, systemClock } from "#server/core/clock.ts";
import { emit } from "./outbox.ts";
import { type Job, jobLoopAgeMs, runJob, startJobs } from "./run.ts";

freshDatabase({ beforeEach, afterEach });

function movingClock(start = "2026-11-23T00:00:00Z") {
  let at = new Date(start).getTime();
  return { now: () => new Date(at), pass: (ms: number) => (at += ms) };
}
const job = (run: () => Promise<unknown>, more: Partial<Job> = {}): Job => ({
  name: "t",
  everyMs: MINUTE_MS,
  run,
  ...more,
});

describe("a job", () => {
  test("runs when due and not before", async () => {
    const clock = movingClock();
    let runs = 0;
    const counting = job(async () => runs++);
    expect(await runJob(counting, "a", clock)).toBe("ran");
    expect(await runJob(counting, "a", clock)).toBe("not_due");
    clock.pass(MINUTE_MS);
    expect(await runJob(counting, "b", clock)).toBe("ran");
    expect(runs).toBe(2);
  });

  test("of ten processes at once, one runs it", async () => {
    const clock = movingClock();
    let runs = 0;
    const counting = job(async () => runs++);
    const results = await Promise.all(Array.from({ length: 10 }, (_, i) => runJob(counting, `p${i}`, clock)));
    expect(results.filter((result) => result === "ran")).toHaveLength(1);
    expect(runs).toBe(1);
  });

  test("is nobody else's while it runs, and anybody's after its holder died", async () => {
    const clock = movingClock();
    let second: string | undefined;
    await runJob(
      job(async () => {
        second = await runJob(
          job(async () => undefined),
          "b",
          clock,
        );
      }),
      "a",
      clock,
    );
    expect(second).toBe("held");

    let free = () => {};
    const entered = Promise.withResolvers<void>();
    const hanging = runJob(
      job(
        () =>
          new Promise<void>((resolve) => {
            free = resolve;
            entered.resolve();
          }),
        { name: "dies", leaseMs: 1_000 },
      ),
      "a",
      clock,
    );
    // Whoever comes first holds it: the other must not come before.
    await entered.promise;
    expect(
      await runJob(
        job(async () => 1, { name: "dies" }),
        "b",
        clock,
      ),
    ).toBe("held");
    clock.pass(MINUTE_MS);
    expect(
      await runJob(
        job(async () => 1, { name: "dies" }),
        "b",
        clock,
      ),
    ).toBe("ran");
    free();
    await hanging;
  });

  test("that throws is tried again at its next turn", async () => {
    const clock = movingClock();
    let fail = true;
    const flaky = job(async () => {
      if (fail) throw new Error("gateway away");
    });
    expect(await runJob(flaky, "a", clock)).toBe("failed");
    fail = false;
    expect(await runJob(flaky, "a", clock)).toBe("not_due");
    clock.pass(MINUTE_MS);
    expect(await runJob(flaky, "a", clock)).toBe("ran");
  });

  test("runs although the clock was set back", async () => {
    const clock = movingClock();
    await runJob(
      job(async () => 1),
      "a",
      clock,
    );
    clock.pass(-60 * MINUTE_MS);
    expect(
      await runJob(
        job(async () => 1),
        "a",
        clock,
      ),
    ).toBe("ran");
  });
});

test("the loop gives signs of life, and stops when told", async () => {
  expect(await jobLoopAgeMs()).toBeNull();
  let runs = 0;
  const jobs = startJobs([job(async () => runs++)]);
  await expect.poll(() => jobLoopAgeMs()).not.toBeNull();
  await expect.poll(() => runs).toBe(1);
  await jobs.stop();
});

test("a job that runs soon does so after a commit, and not only when its time has come", async () => {
  const ran = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let runs = 0;
  const run = async () => ran[runs++]?.resolve();
  const jobs = startJobs([{ name: "soon", everyMs: 3_600_000, soonMs: 1, run }]);
  await ran[0]?.promise;
  await transact((tx) => emit(tx, systemClock, { topic: "ticket.opened", subject: "ticket:T" }));
  await ran[1]?.promise;
  await jobs.stop();
});
