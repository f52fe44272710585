import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { signInAttempts } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { attemptSucceeded, beginAttempt, waitAfter } from "./lockout.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);
const fail = async (times: number, subject = "lin@example.com", address = "192.0.2.1") => {
  for (let i = 0; i < times; i++) expect(await beginAttempt(subject, address)).toMatchObject({ allowed: true });
};

test("what another process, or this one before its restart, counted is counted", async () => {
  await fail(5);
  vi.resetModules();
  const again = await import("./lockout.ts");
  expect(await again.beginAttempt("Lin@Example.com ", "192.0.2.1")).toEqual({ allowed: false, retryAfterS: 30 });
  // Another address is not kept out, nor is this one from another account.
  expect(await beginAttempt("lin@example.com", "192.0.2.2")).toMatchObject({ allowed: true });
  expect(await beginAttempt("he@example.com", "192.0.2.1")).toMatchObject({ allowed: true });
});

test("the wait doubles with each failure up to its longest, and one that waits is not counted on", async () => {
  await fail(5);
  for (const wait of [30, 60, 120, 240, 480, 900, 900]) {
    expect(await beginAttempt("lin@example.com", "192.0.2.1")).toEqual({ allowed: false, retryAfterS: wait });
    later(wait - 1);
    expect(await beginAttempt("lin@example.com", "192.0.2.1")).toEqual({ allowed: false, retryAfterS: 1 });
    later(1);
    await fail(1);
  }
  expect(waitAfter("pair", 4)).toBe(0);
});

test("attempts in parallel are all counted", async () => {
  const all = await Promise.all(Array.from({ length: 12 }, () => beginAttempt("lin@example.com", "192.0.2.1")));
  expect(all.filter(({ allowed }) => allowed)).toHaveLength(5);
});

test("who got in is forgotten, and so is everybody after six hours", async () => {
  await fail(4);
  await attemptSucceeded("lin@example.com", "192.0.2.1");
  await fail(5);
  expect((await beginAttempt("lin@example.com", "192.0.2.1")).allowed).toBe(false);
  later(6 * 3600 + 1);
  await fail(5);
  expect(await db.select().from(signInAttempts)).toHaveLength(3);
});

test("a clock that was set back makes nobody wait longer than the rule says", async () => {
  await fail(5);
  later(-3600);
  expect(await beginAttempt("lin@example.com", "192.0.2.1")).toEqual({ allowed: false, retryAfterS: 900 });
});

test("neither accounts nor addresses stand in the table", async () => {
  await fail(1);
  const kept = JSON.stringify(await db.select().from(signInAttempts));
  expect(kept).not.toContain("lin@example.com");
  expect(kept).not.toContain("192.0.2.1");
});
