import { setTimeout } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { session, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { createStaff, handleAuth } from "#server/auth/index.ts";
import { systemClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { emit } from "#server/jobs/index.ts";
import { cuttingLine, listen, openOne, type Said, serveTrpc } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

let server: Awaited<ReturnType<typeof serveTrpc>>;
let ends: AbortController;
beforeEach(async () => {
  ends = new AbortController();
  overrideEnv({ ...env(), MAX_STREAMS_PER_ADDRESS: 500 });
  server = await serveTrpc();
});
afterEach(async () => {
  ends.abort();
  await server.close();
  overrideEnv();
});

const password = "a long enough password";
/** A member of the staff who is signed in. @returns their cookie */
async function signedIn(name: string, n: number): Promise<string> {
  const email = `${name}@example.com`;
  await createStaff({ ctx: systemContext("test"), input: { email, name, role: "agent", password } });
  const request = new Request(`${env().APP_URL}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: env().APP_URL },
    body: JSON.stringify({ email, password }),
  });
  const answer = await handleAuth(request, `192.0.2.${n}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

/** The tickets as they are, and the changes that consoles are told of. */
class Tickets {
  readonly versions = new Map<string, number>();
  async change(number: string): Promise<void> {
    await transact((tx) => emit(tx, systemClock, { topic: "ticket.updated", subject: `ticket:${number}` }));
    this.versions.set(number, (this.versions.get(number) ?? 0) + 1);
  }
}

/** What a console shows: it asks for what it hears of, and for everything when it is told to. */
class Console {
  readonly shown = new Map<string, number>();
  private readonly tickets: Tickets;
  constructor(tickets: Tickets) {
    this.tickets = tickets;
  }
  hear = ({ changes, everything }: Said): void => {
    const asked = everything ? [...this.tickets.versions.keys()] : changes.map(({ subject }) => subject.slice(7));
    // Asked for a moment later than it was said, as pages do.
    setImmediate(() => {
      for (const number of asked) this.shown.set(number, this.tickets.versions.get(number) ?? 0);
    });
  };
}

test("consoles whose lines are cut over and over end up showing what there is: no change is lost", async () => {
  const cookie = await signedIn("lin", 1);
  let n = 0;
  // Somewhere in the head of an answer, in the middle of an event, between two of them; now and then late enough for all.
  const line = await cuttingLine(server.port, () => 300 + ((n++ * 7_919) % 9_000));
  const tickets = new Tickets();
  const consoles = Array.from({ length: 3 }, () => new Console(tickets));
  const streams = consoles.map(({ hear }) => listen({ port: line.port, cookie, signal: ends.signal, hear }));
  await setTimeout(100);
  for (let i = 0; i < 300; i++) {
    await tickets.change(`TK${(i * 31) % 97}`);
    if (i % 10 === 0) await setTimeout(5);
  }
  await expect
    .poll(() => consoles.map(({ shown }) => [...shown].sort()))
    .toEqual(consoles.map(() => [...tickets.versions].sort()));
  expect(line.cuts()).toBeGreaterThan(10);
  ends.abort();
  await Promise.all(streams);
  await line.close();
});

test("a page's first stream says what happened while the page was made", async () => {
  const cookie = await signedIn("mei", 5);
  await new Tickets().change("TK7");
  const heard: string[] = [];
  const hear = ({ changes }: Said) => void heard.push(...changes.map(({ subject }) => subject));
  expect(await openOne({ port: server.port, cookie, signal: ends.signal, hear })).toBe(200);
  await expect.poll(() => heard).toContain("ticket:TK7");
});

test("a stream whose session was ended hears nothing more, also where others go on", async () => {
  const [ann, bo] = [await signedIn("ann", 3), await signedIn("bo", 4)];
  const heard = new Map<string, string[]>([
    ["ann", []],
    ["bo", []],
  ]);
  const open = (name: string, cookie: string) =>
    openOne({
      ...{ port: server.port, cookie, signal: ends.signal },
      hear: ({ changes }) => void heard.get(name)?.push(...changes.map(({ subject }) => subject)),
    });
  expect([await open("ann", ann), await open("bo", bo)]).toEqual([200, 200]);
  const [row] = await db.select({ id: user.id }).from(user).where(eq(user.name, "ann"));
  await transact((tx) => tx.delete(session).where(eq(session.userId, row?.id ?? "")));
  await setTimeout(1_100);
  await new Tickets().change("TK9");
  await expect.poll(() => heard.get("bo")).toContain("ticket:TK9");
  expect(heard.get("ann")).not.toContain("ticket:TK9");
});

test("one process holds two hundred streams, all of which hear of a change, and no more of one person than tabs", async () => {
  const TABS = 10;
  const cookies: string[] = [];
  for (let person = 0; person < 20; person++) cookies.push(await signedIn(`p${person}`, person + 2));
  const heard = new Set<string>();
  const open = (cookie: string, name: string) =>
    openOne({
      ...{ port: server.port, cookie, signal: ends.signal },
      hear: ({ changes }) => {
        if (changes.some(({ subject }) => subject === "ticket:TK1")) heard.add(name);
      },
    });
  const names = cookies.flatMap((cookie, person) =>
    Array.from({ length: TABS }, (_, tab) => ({ cookie, name: `${person}.${tab}` })),
  );
  const statuses: number[] = [];
  for (const { cookie, name } of names) statuses.push(await open(cookie, name));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await open(cookies[0] ?? "", "one more")).toBe(503);
  await new Tickets().change("TK1");
  await expect.poll(() => heard.size).toBe(200);
});
