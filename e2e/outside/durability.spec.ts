import { createHash, randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import sharp from "sharp";
import { freePort } from "#bin/lib/ports.ts";
import type { CloudEvent } from "#server/orders/schemas.ts";
import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { Installation } from "../fixtures/installation.ts";
import { SHOP_SOURCE } from "../sandbox/events.ts";
import { sendEvents, type Target } from "../sandbox/send.ts";

type Opened = { number: string };
type Topup = { id: string; factsHash: string };
/** What the server said it has. */
type Acknowledged = {
  batches: CloudEvent[][];
  tickets: { number: string; attachmentId: string; sha256: string; orderNo: string; amountFen: number }[];
  topups: { id: string; orderNo: string; amountFen: number }[];
};
const KILLS = 3;
const EVENTS_A_BATCH = 20;
const ENOUGH = { batches: 40, tickets: 8, topups: 3 };

/** A loader that goes on until the server is gone. Whatever fails was not acknowledged, and is not counted. */
async function load(step: () => Promise<void>, stopped: () => boolean): Promise<void> {
  while (!stopped()) {
    try {
      await step();
    } catch (error) {
      if (!stopped()) throw error;
    }
  }
}

async function sendBatch(target: Target, done: Acknowledged): Promise<void> {
  const at = new Date().toISOString();
  const events = Array.from({ length: EVENTS_A_BATCH }, () => {
    const orderNo = randomUUID();
    const data = { orderNo, customerId: "U1", productType: "direct", productName: "x", sku: "x" };
    const money = { faceValueFen: 100, amountFen: 100, target: "x" };
    const envelope = { specversion: "1.0" as const, id: randomUUID(), source: SHOP_SOURCE, time: at };
    return { ...envelope, type: "topup.order.created", subject: orderNo, data: { ...data, ...money } };
  });
  await sendEvents(target, events);
  done.batches.push(events);
}

async function openTicket(api: Api, target: Target, proof: Buffer, done: Acknowledged): Promise<void> {
  const order = await buy("CB_MISSING", target);
  const run = await api.post<{ id: string }>("/api/v1/diagnoses", {
    orderNo: order.orderNo,
    onBehalfOf: order.customerId,
  });
  const file = await api.upload(proof, "bill.png");
  const opened = await api.post<Opened>(`/api/v1/diagnoses/${run.body.id}/ticket`, {
    claim: "complete_topup",
    attachmentIds: [file.body.id],
  });
  if (opened.status !== 201) throw new Error(`ticket: ${opened.status} ${JSON.stringify(opened.body)}`);
  const { number } = opened.body;
  const { orderNo, product } = order;
  done.tickets.push({
    number,
    attachmentId: file.body.id,
    sha256: file.body.sha256,
    orderNo,
    amountFen: product.priceFen,
  });
}

async function topUp(maker: Api, checker: Api, done: Acknowledged, taken: Set<string>): Promise<void> {
  const ticket = done.tickets.find(({ number }) => !taken.has(number));
  if (!ticket) return void (await new Promise((resolve) => setTimeout(resolve, 20)));
  taken.add(ticket.number);
  const { orderNo, amountFen } = ticket;
  const key = { "idempotency-key": randomUUID() };
  const asked = await maker.post<Topup>(`/api/v1/orders/${orderNo}/topups`, { reasonCode: "CB_MISSING" }, key);
  const { id, factsHash } = asked.body;
  const said = await checker.post(`/api/v1/topups/${id}/approval`, { decision: "approve", note: "ok", factsHash });
  if (said.status === 200) done.topups.push({ id, orderNo, amountFen });
}

test("a kill in the middle of a load loses nothing that was acknowledged", async () => {
  test.setTimeout(180_000);
  const installation = new Installation(await freePort());
  const target = { url: installation.url, secret: installation.webhookSecret };
  const done: Acknowledged = { batches: [], tickets: [], topups: [] };
  const taken = new Set<string>();
  const proof = await sharp({ create: { width: 400, height: 700, channels: 3, background: "#eef" } })
    .png()
    .toBuffer();
  try {
    await installation.start();
    const maker = new Api(installation.url, installation.apiKey("maker"));
    const checker = new Api(installation.url, installation.apiKey("checker"));
    for (let kill = 1; kill <= KILLS; kill++) {
      let stopped = false;
      const loaders = [
        ...Array.from({ length: 3 }, () =>
          load(
            () => sendBatch(target, done),
            () => stopped,
          ),
        ),
        ...Array.from({ length: 3 }, () =>
          load(
            () => openTicket(maker, target, proof, done),
            () => stopped,
          ),
        ),
        load(
          () => topUp(maker, checker, done, taken),
          () => stopped,
        ),
      ];
      const enough = () =>
        done.batches.length >= ENOUGH.batches * kill &&
        done.tickets.length >= ENOUGH.tickets * kill &&
        done.topups.length >= ENOUGH.topups * kill;
      await Promise.race([expect.poll(enough, { timeout: 60_000, intervals: [25] }).toBe(true), Promise.all(loaders)]);
      stopped = true;
      await installation.stop("SIGKILL");
      await Promise.all(loaders);
      await installation.start();
    }
    await checkAll(maker, target, done);
    await installation.stop();
    expect(installation.admin(["ledger", "check"])).toMatchObject({ code: 0 });
    expect(installation.admin(["audit", "verify"])).toMatchObject({ code: 0 });
  } finally {
    await installation.remove();
  }
});

async function checkAll(api: Api, target: Target, done: Acknowledged): Promise<void> {
  for (const batch of done.batches) {
    // What is there already is a duplicate; one that were lost would be accepted now.
    expect(await sendEvents(target, batch)).toEqual({ accepted: 0, duplicates: batch.length, rejected: [] });
  }
  for (const { number, attachmentId, sha256 } of done.tickets) {
    const { status, body } = await api.get<{ attachments: { id: string }[] }>(`/api/v1/tickets/${number}`);
    expect(status).toBe(200);
    expect(body.attachments.map(({ id }) => id)).toContain(attachmentId);
    expect(
      createHash("sha256")
        .update(await api.bytes(attachmentId))
        .digest("hex"),
    ).toBe(sha256);
  }
  for (const { id, orderNo, amountFen } of done.topups) {
    expect((await api.get(`/api/v1/topups/${id}`)).body).toMatchObject({ state: "succeeded", amountFen });
    const trace = await api.get<{ money: object }>(`/api/v1/orders/${orderNo}/trace`);
    expect(trace.body.money).toMatchObject({ paidFen: amountFen, creditedFen: amountFen });
  }
}
