import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CommandDesk } from "#e2e/sandbox/commands.ts";
import { sandboxServer } from "#e2e/sandbox/server.ts";
import { Shop } from "#e2e/sandbox/shop.ts";
import { type PlatformUnderTest, platformContract } from "./testing/contract.ts";
import { SECRET } from "./testing/platform.ts";
import { startReceiver } from "./testing/receiver.ts";

const PRICE = 20_000;

async function exampleReceiver(): Promise<PlatformUnderTest> {
  const numbers = Array.from({ length: 40 }, (_, n) => `SHOP${n}`);
  const fresh = numbers.map((orderNo) => [orderNo, { priceFen: PRICE, creditedFen: 0 }] as const);
  const credited = { priceFen: PRICE, creditedFen: PRICE, paidBy: "P-OLD" };
  const receiver = await startReceiver(SECRET, { ...Object.fromEntries(fresh), OLD: credited });
  return {
    url: receiver.url,
    secret: SECRET,
    async order() {
      const orderNo = numbers.shift();
      if (!orderNo) throw new Error("the example has no orders left");
      return { orderNo, amountFen: PRICE };
    },
    creditedOrder: async () => ({ orderNo: "OLD", amountFen: PRICE }),
    creditedFen: async (orderNo) => receiver.books().orders[orderNo]?.creditedFen ?? 0,
    close: receiver.stop,
  };
}

/** The sandbox shop, with a Daozhang that takes every event. */
async function sandboxShop(): Promise<PlatformUnderTest> {
  const daozhang = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(202).end('{"accepted":1,"duplicates":0,"rejected":[]}'));
  });
  await new Promise<void>((resolve) => daozhang.listen(0, "127.0.0.1", resolve));
  const target = { url: addressOf(daozhang), secret: SECRET };
  const shop = new Shop();
  const desk = new CommandDesk(shop, target);
  const server = sandboxServer(target, { shop, desk });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bought = (kind: "CB_MISSING" | "OK", sku: string) => {
    const order = shop.place({ sku, channel: "alipay", kind, target: "19900001234" }, new Date());
    if (!order) throw new Error("the shop does not sell that");
    shop.keep(order);
    return { orderNo: order.purchase.orderNo, amountFen: order.purchase.product.priceFen };
  };
  return {
    url: addressOf(server),
    secret: SECRET,
    order: async () => bought("CB_MISSING", "yunque-30"),
    creditedOrder: async () => bought("OK", "credit-100"),
    creditedFen: async (orderNo) => desk.creditedFen(orderNo),
    async close() {
      for (const each of [server, daozhang]) {
        each.closeAllConnections();
        await new Promise((resolve) => each.close(resolve));
      }
    },
  };
}

const addressOf = (server: ReturnType<typeof createServer>) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

platformContract("docs/examples/receiver.mjs", exampleReceiver);
platformContract("the sandbox shop", sandboxShop);
