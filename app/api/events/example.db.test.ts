import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { orders } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { env } from "#server/core/env.ts";
import { orderCreated } from "#server/orders/testing.ts";
import { handleEvents } from "./handler.ts";

freshDatabase({ beforeEach, afterEach });

/** The route over real HTTP, for `docs/examples/send-event.mjs` as a process of its own. */
let server: Server;
beforeEach(async () => {
  server = createServer(async (incoming, outgoing) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const headers = incoming.headers as Record<string, string>;
    const answer = await handleEvents(
      new Request("http://127.0.0.1/api/events", { method: "POST", headers, body: Buffer.concat(parts) }),
    );
    outgoing.writeHead(answer.status).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function run(input: unknown, secret = env().PLATFORM_WEBHOOK_SECRET): Promise<{ code: number; said: string }> {
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, ["docs/examples/send-event.mjs"], {
    env: { ...process.env, DAOZHANG_URL: `http://127.0.0.1:${port}`, PLATFORM_WEBHOOK_SECRET: secret },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(input));
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  const code = await new Promise<number>((resolve) => child.once("close", resolve));
  return { code, said };
}

test("the example for senders: one event, a batch, the same again", async () => {
  const one = orderCreated("O1", 0);
  expect(await run(one)).toEqual({ code: 0, said: '202 {"accepted":1,"duplicates":0,"rejected":[]}\n' });
  expect((await run([one, orderCreated("O2", 0)])).said).toContain('"accepted":1,"duplicates":1');
  expect((await db.select().from(orders)).map(({ orderNo }) => orderNo).sort()).toEqual(["O1", "O2"]);
});

test("with another secret it is refused, and the example says so", async () => {
  const { code, said } = await run(orderCreated("O1", 0), "whsec_bm90LXRoZS1zZWNyZXQtb2YtdGhpcy1zaG9w");
  expect({ code, status: said.slice(0, 3) }).toEqual({ code: 1, status: "401" });
  expect(await db.select().from(orders)).toEqual([]);
});
