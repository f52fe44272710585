import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { ticketMessages, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { open, run, strangersRun } from "#server/tickets/testing.ts";
import { watchOrders } from "./jobs.ts";
import { settleOutbox, system } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const tags = async (number: string) => (await db.select().from(tickets).where(eq(tickets.number, number)))[0]?.tags;
const notes = async () =>
  (await db.select().from(ticketMessages)).filter(({ visibility }) => visibility === "internal");

test("one payment claimed in two tickets: the second is linked to the first, and both say so to staff alone", async () => {
  await send(paidWithoutCallback("O1", 0));
  const first = await open(await run("O1"));
  const second = await open(await strangersRun());
  // What a stranger reads off a bill is either number of the payment; the first ticket has the gateway's.
  await transact((tx) => tx.update(tickets).set({ paymentNo: "PO1" }).where(eq(tickets.number, second.number)));
  await settleOutbox();
  await watchOrders(system(90_000));
  expect(await tags(first.number)).toEqual(["same-payment"]);
  expect(await tags(second.number)).toEqual(["same-payment"]);
  const said = (await notes()).map(({ body }) => body);
  expect(said.filter((body) => body.includes(first.number))).toHaveLength(1);
  expect(said.filter((body) => body.includes(second.number))).toHaveLength(1);
});

test("tickets of different payments, or without one, are left alone", async () => {
  await send(paidWithoutCallback("O1", 0));
  await open(await run("O1"));
  await open(await strangersRun());
  await settleOutbox();
  await watchOrders(system(90_000));
  expect(await notes()).toEqual([]);
});
