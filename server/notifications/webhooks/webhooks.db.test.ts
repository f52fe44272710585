import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { webhookDeliveries } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { overrideEnv } from "#server/core/env.ts";
import { as, happened, ofTicket } from "../staff/testing.ts";
import { Moving, system } from "../testing.ts";
import {
  addWebhook,
  changeWebhook,
  listWebhookDeliveries,
  listWebhooks,
  planWebhooks,
  removeWebhook,
  resendWebhook,
  rotateWebhook,
  sendWebhooks,
  testWebhook,
} from "./index.ts";
import { retriesMs } from "./send.ts";

// Needs a process of its own: times and ids must not lie ahead, as another file's made clock leaves them.
freshDatabase({ beforeEach, afterEach });

/** Another system, which keeps what it is told by its id, as the standard says. */
type Heard = { headers: Record<string, string>; body: string };
let heard: Heard[] = [];
let answer = 200;
let server: Server;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    heard.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(parts).toString("utf8") });
    response.writeHead(answer).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());

let clock: Moving;
const admin = () => as("root", clock, "admin");
const send = () => sendWebhooks(system(clock));
const work = async () => {
  await planWebhooks(clock);
  await send();
};
const add = (topics: string[] = ["ticket.opened", "ticket.replied"]) =>
  addWebhook({
    ctx: admin(),
    input: {
      name: "ERP",
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in?key=k3y`,
      topics,
    } as never,
  });
beforeEach(async () => {
  heard = [];
  answer = 200;
  clock = new Moving();
  overrideEnv({ ALLOW_PRIVATE_URLS: true });
  await planWebhooks(clock);
});
afterEach(() => overrideEnv());

describe("another system", () => {
  test("is told of what it asked for, signed, and of nothing that was said or done inside", async () => {
    const { secret } = await add();
    const canary = "canary";
    const inside = { body: canary, note: canary, customerId: canary, contact: canary, tags: [canary], byId: canary };
    await happened(clock, ofTicket("ticket.opened", { status: "new", version: 1, orderNo: "CM1", ...inside }), work);
    for (const topic of ["ticket.noted", "ticket.updated", "ticket.resolved", "staff.told", "ticket.shown"]) {
      await happened(clock, ofTicket(topic, inside), work);
    }
    expect(heard).toHaveLength(1);
    const { headers, body } = heard[0] ?? { headers: {}, body: "" };
    expect(body).not.toContain(canary);
    expect(new Webhook(secret).verify(body, headers)).toEqual({
      type: "ticket.opened",
      timestamp: clock.now().toISOString(),
      data: { number: "TK1", orderNo: "CM1", status: "new", version: 1 },
    });
  });

  test("is told again with the same id and bytes while it is down, and not once it took it", async () => {
    await add();
    answer = 503;
    await happened(clock, ofTicket("ticket.opened"), work);
    await send();
    expect(heard).toHaveLength(1);
    answer = 200;
    clock.minutes = 1;
    await send();
    clock.minutes = 600;
    await send();
    expect(heard).toHaveLength(2);
    expect(new Set(heard.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(heard.map(({ body }) => body)).size).toBe(1);
    expect(await db.select().from(webhookDeliveries)).toMatchObject([{ state: "delivered", attempts: 2 }]);
  });

  test("is given up after three days, and a person may send it again", async () => {
    await add();
    answer = 500;
    await happened(clock, ofTicket("ticket.opened"), work);
    for (const wait of retriesMs) {
      clock.minutes += wait / 60_000 + 1;
      await send();
    }
    expect(heard).toHaveLength(1 + retriesMs.length);
    const { items } = await listWebhookDeliveries({ ctx: admin(), input: { state: "failed" } });
    answer = 200;
    await resendWebhook({ ctx: admin(), input: { id: items[0]?.id ?? "" } });
    await send();
    expect(heard.at(-1)?.headers["webhook-id"]).toBe(items[0]?.id);
    expect(await db.select().from(webhookDeliveries)).toMatchObject([{ state: "delivered" }]);
  });

  test("that says 410 is told nothing more", async () => {
    await add();
    answer = 410;
    await happened(clock, ofTicket("ticket.opened"), work);
    await happened(clock, ofTicket("ticket.replied"), work);
    expect(heard).toHaveLength(1);
    expect(await listWebhooks({ ctx: admin() })).toMatchObject([{ enabled: false, disabledReason: "GONE" }]);
  });

  test("is told once by two workers, and again by the one after a worker that died", async () => {
    await add();
    await happened(clock, ofTicket("ticket.opened"), async () => {
      await Promise.all([planWebhooks(clock), planWebhooks(clock)]);
      await Promise.all([send(), send()]);
    });
    expect(heard).toHaveLength(1);
    const dead = { state: "sending" as const, leaseOwner: "dead", nextAttemptAt: clock.now() };
    await transact((tx) => tx.update(webhookDeliveries).set(dead));
    await send();
    expect(new Set(heard.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });
});

describe("an address", () => {
  test("has a secret that can be replaced without a message lost, and shows neither it nor its query", async () => {
    const first = await add(["ticket.opened"]);
    const { id } = first;
    const second = await rotateWebhook({ ctx: admin(), input: { id } });
    expect(JSON.stringify(await listWebhooks({ ctx: admin() }))).not.toMatch(/whsec|k3y/);
    await testWebhook({ ctx: admin(), input: { id } });
    await send();
    const { headers, body } = heard[0] ?? { headers: {}, body: "" };
    for (const { secret } of [first, second]) expect(new Webhook(secret).verify(body, headers)).toBeTruthy();
    clock.minutes = (2 * DAY_MS) / 60_000;
    await testWebhook({ ctx: admin(), input: { id } });
    await send();
    const later = heard[1] ?? { headers: {}, body: "" };
    expect(() => new Webhook(first.secret).verify(later.body, later.headers)).toThrow();
    expect(new Webhook(second.secret).verify(later.body, later.headers)).toBeTruthy();
  });

  test("is one of the public Internet, is the admins' to keep, and is told nothing once it was taken away", async () => {
    const { id } = await add();
    await expect(listWebhooks({ ctx: as("lin", clock) })).rejects.toMatchObject({ status: 403 });
    overrideEnv({ ALLOW_PRIVATE_URLS: false });
    for (const url of ["http://example.com/in", "https://127.0.0.1/in", "https://u:p@example.com/", "ftp://x"]) {
      await expect(changeWebhook({ ctx: admin(), input: { id, url } })).rejects.toMatchObject({ code: "WEBHOOK_URL" });
    }
    overrideEnv({ ALLOW_PRIVATE_URLS: true });
    await happened(clock, ofTicket("ticket.opened"), () => planWebhooks(clock));
    await removeWebhook({ ctx: admin(), input: { id } });
    await send();
    expect(heard).toEqual([]);
    expect(await db.select().from(webhookDeliveries)).toMatchObject([{ state: "skipped" }]);
  });
});
