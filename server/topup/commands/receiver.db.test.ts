import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { overrideEnv } from "#server/core/env.ts";
import { event, send } from "#server/orders/testing.ts";
import { approve, ask, ORDER, paid, refusal } from "../testing.ts";
import { standing } from "./testing/placed.ts";
import { SECRET } from "./testing/platform.ts";
import { type Receiver, startReceiver } from "./testing/receiver.ts";

freshDatabase({ beforeEach, afterEach });

/** From the agent's click to the shop's books: the real verbs against `docs/examples/receiver.mjs`, as its own process. */

let shop: Receiver;
const open = async (creditedFen: number) => {
  shop = await startReceiver(SECRET, { [ORDER]: { priceFen: 20_000, creditedFen } });
  overrideEnv({ PLATFORM_URL: `${shop.url}/` });
};
beforeEach(paid);
afterEach(async () => {
  overrideEnv();
  await shop.stop();
});

describe("a top-up at a shop with the example receiver", () => {
  test("is credited by the shop, once, and the shop's own news of it changes nothing", async () => {
    await open(0);
    const topup = await approve("lead", await ask("agent"));
    expect(topup).toMatchObject({ state: "succeeded", reference: expect.stringMatching(/^SHOP-/) });
    expect(shop.books()).toMatchObject({ orders: { [ORDER]: { creditedFen: 20_000 } } });
    await send([event("topup.credit.posted", 90, { orderNo: ORDER, amountFen: 20_000, reference: topup.id })]);
    expect(await refusal(ask("agent-2"))).toMatchObject({ status: 409, code: "ALREADY_CREDITED" });
    expect(shop.books()).toMatchObject({ orders: { [ORDER]: { creditedFen: 20_000 } } });
    expect(await standing(topup.id)).toEqual({ command: "succeeded", topup: "succeeded", claimed: true });
  });

  test("that the shop credited by itself meanwhile is refused, and the order is not held", async () => {
    await open(20_000);
    const topup = await approve("lead", await ask("agent"));
    expect(topup).toMatchObject({ state: "failed", failure: "ALREADY_CREDITED: this order was credited before" });
    expect(shop.books()).toMatchObject({ orders: { [ORDER]: { creditedFen: 20_000 } } });
    expect(await standing(topup.id)).toEqual({ command: "failed", topup: "failed", claimed: false });
  });
});
