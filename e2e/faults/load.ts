import { createHash, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "@playwright/test";
import sharp from "sharp";
import type { CloudEvent } from "#server/orders/schemas.ts";
import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import type { Installation } from "../fixtures/installation.ts";
import { SHOP_SOURCE } from "../sandbox/events.ts";
import { sendEvents, type Target } from "../sandbox/send.ts";

type Opened = { number: string };
type Topup = { id: string; factsHash: string };
/** What the server said it has. */
export type Acknowledged = {
  batches: CloudEvent[][];
  tickets: { number: string; attachmentId: string; sha256: string; orderNo: string; amountFen: number }[];
  topups: { id: string; orderNo: string; amountFen: number }[];
};
const EVENTS_A_BATCH = 20;
/** What whoever meets too busy a database is told: nothing was done, and it is to be sent again, under the same id or key. */
const BUSY = /too busy: send it again/;
const TRIES = 10;
const WAIT_MS = 500;

/** How often calls were sent again because the database was too busy. */
const repeated = { times: 0 };

/** Sends as a client does: what the database was too busy for is sent again, some times. Every other answer is handed on. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    let answer: T | undefined;
    let failure: unknown;
    try {
      answer = await call();
    } catch (error) {
      failure = error;
    }
    const told = failure === undefined ? JSON.stringify((answer as { body?: unknown })?.body ?? "") : String(failure);
    if (tries < TRIES && BUSY.test(told)) {
      repeated.times++;
      await sleep(WAIT_MS);
      continue;
    }
    if (failure !== undefined) throw failure;
    return answer as T;
  }
}

/** A loader that goes on until it is stopped. Whatever fails was not acknowledged, is not counted, and is told to `failed`. */
async function load(step: () => Promise<void>, stopped: () => boolean, failed: (error: unknown) => void) {
  while (!stopped()) {
    try {
      await step();
    } catch (error) {
      if (!stopped()) failed(error);
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
  await patiently(() => sendEvents(target, events));
  done.batches.push(events);
}

/** Another picture each time: the same bytes are stored once, and would need no disk. */
function picture(): Promise<Buffer> {
  const [r = 0, g = 0, b = 0] = randomBytes(3);
  return sharp({ create: { width: 200, height: 300, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
}

async function openTicket(api: Api, target: Target, done: Acknowledged): Promise<void> {
  const order = await patiently(() => buy("CB_MISSING", target));
  const about = { orderNo: order.orderNo, onBehalfOf: order.customerId };
  const run = await patiently(() => api.post<{ id: string }>("/api/v1/diagnoses", about));
  if (!run.body.id) throw new Error(`diagnosis: ${run.status} ${JSON.stringify(run.body)}`);
  const shot = await picture();
  const file = await patiently(() => api.upload(shot, "bill.png"));
  if (!file.body.sha256) throw new Error(`upload: ${file.status} ${JSON.stringify(file.body)}`);
  const claim = { claim: "complete_topup", attachmentIds: [file.body.id] };
  const opened = await patiently(() => api.post<Opened>(`/api/v1/diagnoses/${run.body.id}/ticket`, claim));
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
  if (!ticket) return sleep(20);
  taken.add(ticket.number);
  const { orderNo, amountFen } = ticket;
  const key = { "idempotency-key": randomUUID() };
  const reason = { reasonCode: "CB_MISSING" };
  const asked = await patiently(() => maker.post<Topup>(`/api/v1/orders/${orderNo}/topups`, reason, key));
  const { id, factsHash } = asked.body;
  const decision = { decision: "approve", note: "ok", factsHash };
  const said = await patiently(() => checker.post(`/api/v1/topups/${id}/approval`, decision));
  if (said.status === 200) done.topups.push({ id, orderNo, amountFen });
}

/** Events, tickets with files, and top-ups, on one installation, with what was acknowledged of them. */
export class Load {
  readonly done: Acknowledged = { batches: [], tickets: [], topups: [] };
  private readonly taken = new Set<string>();
  private readonly target: Target;
  private readonly maker: Api;
  private readonly checker: Api;

  constructor(installation: Installation) {
    this.target = { url: installation.url, secret: installation.webhookSecret };
    this.maker = new Api(installation.url, installation.apiKey("maker"));
    this.checker = new Api(installation.url, installation.apiKey("checker"));
  }

  /**
   * Begins. What fails before `stop` ends the promise of `failure`, or is told to `failed`.
   * @returns `stop`, to be called at the moment of the fault, and `ended`
   */
  start(failed?: (error: unknown) => void): { stop(): void; ended: Promise<void>; failure: Promise<never> } {
    let stopped = false;
    let fail: (error: unknown) => void = () => {};
    const failure = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    failure.catch(() => {});
    const { done, target, maker, checker, taken } = this;
    const steps = [
      ...[1, 2, 3].map(() => () => sendBatch(target, done)),
      ...[1, 2, 3].map(() => () => openTicket(maker, target, done)),
      () => topUp(maker, checker, done, taken),
    ];
    const loaders = steps.map((step) => load(step, () => stopped, failed ?? fail));
    return {
      stop: () => {
        stopped = true;
      },
      ended: Promise.all(loaders).then(() => {}),
      failure,
    };
  }

  /** Everything that was acknowledged is there, once, and whole. */
  check(): Promise<void> {
    return checkAll(this.maker, this.target, this.done);
  }

  /** In a line, for whoever reads the run. */
  get counts(): string {
    const { batches, tickets, topups } = this.done;
    const again = repeated.times === 0 ? "" : `, ${repeated.times} calls sent again`;
    return `${batches.length * EVENTS_A_BATCH} events, ${tickets.length} tickets with files, ${topups.length} top-ups${again}`;
  }
}

async function checkAll(api: Api, target: Target, done: Acknowledged): Promise<void> {
  for (const batch of done.batches) {
    // What is there already is a duplicate; one that were lost would be accepted now.
    expect(await patiently(() => sendEvents(target, batch))).toEqual({
      accepted: 0,
      duplicates: batch.length,
      rejected: [],
    });
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
