import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { EVENTS_LOCK, loadCase, type OrderCase, receiveEvents, recordGatewayWords } from "#server/orders/index.ts";
import { caseOf } from "./case.ts";
import { corpus, type Scenario } from "./index.ts";

freshDatabase({ beforeEach, afterEach });

/** Every so manieth case: each stratum and nearly every cause is among them. */
const EVERY = 7;
const sample = corpus.filter(({ events }, i) => events.length > 0 && i % EVERY === 3);

/** Takes a scenario in as production does: the platform's events, then the gateways' words. */
async function takeIn({ events, words, now }: Scenario): Promise<void> {
  const clock = fixedClock(now);
  const platform = { ...systemContext("test", clock), actor: { kind: "platform" as const, id: "p", name: "p" } };
  const receipt = await receiveEvents({ ctx: platform, input: { events } });
  expect(receipt.rejected).toEqual([]);
  const gateway = { ...platform, actor: { kind: "gateway" as const, id: "gateway:test", name: "test" } };
  await transact((tx) => recordGatewayWords(tx, gateway, words), { serializeOn: EVENTS_LOCK });
}

/** Channels come in no order; what is said of channels and goods is said to every order at once. */
const ownPart = (found: OrderCase | undefined) => found && { ...found, channels: [], product: null };
const wholly = (found: OrderCase | undefined) =>
  found && { ...found, channels: found.channels.toSorted((a, b) => (a.code < b.code ? -1 : 1)) };

test("the sample is wide", () => {
  expect(sample.length).toBeGreaterThan(50);
  expect(new Set(sample.map(({ label }) => label.cause)).size).toBeGreaterThan(30);
});

test("a scenario folded without a database is the case that the database holds", async () => {
  for (const scenario of sample) {
    await takeIn(scenario);
    const loaded = await loadCase(db, scenario.orderNo);
    expect(ownPart(loaded), scenario.id).toEqual(ownPart(caseOf(scenario)));
  }
});

const shared = corpus.filter(({ events }) => events.some(({ type }) => /channel|product/.test(String(type))));
test.each(shared.slice(0, 8))("the same with its channel and its goods: $id", async (scenario) => {
  await takeIn(scenario);
  const loaded = await loadCase(db, scenario.orderNo);
  expect(loaded).toBeDefined();
  expect(wholly(loaded)).toEqual(wholly(caseOf(scenario)));
});
