import { buffer } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { and, eq, is, Table } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { ZodError } from "zod";
import { loadRun } from "#app/(customer)/_lib/run.ts";
import { runContext } from "#app/(customer)/_lib/session.ts";
import { loadTicket } from "#app/(customer)/_lib/ticket.ts";
import { GET as eventsRoute } from "#app/(customer)/t/[number]/events/route.ts";
import { GET as evidenceRoute } from "#app/(customer)/t/[number]/evidence/route.ts";
import { GET as receiptRoute } from "#app/(customer)/t/[number]/receipt/route.ts";
import { GET as pictureRoute } from "#app/api/attachments/[id]/route.ts";
import { endpoints } from "#app/api/v1/_rest/index.ts";
import { db, transact } from "#db/client.ts";
import * as schema from "#db/schema/index.ts";
import {
  customers,
  inboxMessages,
  noticeDeliveries,
  outbox,
  type tickets,
  webhookDeliveries,
} from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { listArticles } from "#server/articles/index.ts";
import { addGrant, grantsCookie, readGrants, writeGrants } from "#server/auth/index.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import { exportCustomer, mineOf } from "#server/customers/index.ts";
import { unzipped } from "#server/customers/testing.ts";
import { onWhisper } from "#server/jobs/index.ts";
import { FakeMail, FakeWebhook, SMS_SECRET } from "#server/notifications/channels/testing.ts";
import { planWebhooks } from "#server/notifications/index.ts";
import { Moving, work } from "#server/notifications/testing.ts";
import { publicEventOf } from "#server/notifications/webhooks/public-event.ts";
import { customerTicket } from "./get-ticket.ts";
import { postMessage } from "./post-message.ts";
import { readAttachment } from "./read-attachment.ts";
import { storeAttachment } from "./store-attachment.ts";
import { acts, ada, type Case, ending, loudActs, NOTICE, rowOf, SECRET, used } from "./testing/secrets.ts";
import { customer, freshStorage, holder, later, openPaid, refusal, staff, staffAccount } from "./testing.ts";
import { chatState, isTypingSign, markRead, requestCall } from "./work/index.ts";

/**
 * The proof that what the desk says and does among itself reaches no customer: every such thing holds a word that stands nowhere
 * else, and after each of them the customer's copy is byte for byte what it was. Then every door that is theirs is opened, and
 * the word is in none, though it is in the database. A new address comes in by itself; a new kind of internal act belongs into
 * `testing/secrets.ts`. What a page makes of it is asked in a browser (`e2e/journeys/secrets.spec.ts`).
 */

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const jar = vi.hoisted(() => new Map<string, string>());
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
    set: (name: string, value: string) => jar.set(name, value),
  }),
  headers: async () => new Headers(),
}));
vi.mock("next-intl/server", () => ({ getLocale: async () => "zh-CN" }));

const mail = new FakeMail();
const sms = new FakeWebhook();
beforeAll(async () => {
  await mail.open();
  await sms.open();
});
afterAll(async () => {
  await mail.close();
  await sms.close();
});
beforeEach(async () => {
  jar.clear();
  used.clear();
  mail.behave("well");
  sms.behave("well");
  const texts = { SMS_ADAPTER: "webhook" as const, SMS_URL: `${sms.url}/sms`, SMS_SECRET };
  overrideEnv({ ...env(), SMTP_URL: mail.url, MAIL_FROM: "support@example.com", ...texts, ALLOW_PRIVATE_URLS: true });
  for (const id of ["ada", "leo", `${SECRET}-assignee`, `${SECRET}-called`, `${SECRET}-follower`])
    await staffAccount(id);
});
afterEach(() => overrideEnv());

/** A ticket with something of everything that its customer may see. */
async function begin(): Promise<Case> {
  const opened = await openPaid("O1", { description: "付款后没有到账" });
  const { number, diagnosisId } = opened;
  const reached = { email: "li@example.com", phone: "13800138000" };
  await transact(async (tx) => {
    const [there] = await tx.select().from(customers).where(eq(customers.id, "C1001"));
    if (there) await tx.update(customers).set(reached).where(eq(customers.id, "C1001"));
    else await tx.insert(customers).values({ id: "C1001", ...reached, stamps: {} });
  });
  const theirs = await holder(opened, later(2));
  const { default: sharp } = await import("sharp");
  const bytes = await sharp({ create: { width: 60, height: 60, channels: 3, background: "white" } })
    .png()
    .toBuffer();
  const place = { name: "proof.png", kind: "debit_proof" as const, ownerKey: `ticket:${number}` };
  const { id: picture } = await storeAttachment({ ctx: theirs, input: { bytes, ...place } });
  await postMessage({ ctx: theirs, input: { number, body: "这是截图", attachmentIds: [picture] } });
  const slot = "2026-11-02T01:00:00.000Z";
  const call = await requestCall({ ctx: theirs, input: { number, phone: "13800138000", slot } });
  await postMessage({ ctx: ada, input: { number, body: "我们在核实", visibility: "public" } });
  const now = new Date();
  jar.set(grantsCookie(), writeGrants(addGrant(readGrants(undefined, now), "tickets", number), now));
  return { number, diagnosisId, theirs, picture, call, note: "" };
}

const copyOf = async ({ theirs, number }: Case) =>
  JSON.stringify(await customerTicket({ ctx: theirs, input: { number } }));
const shownEvents = async ({ number }: Case) => {
  const told = and(eq(outbox.topic, "ticket.shown"), eq(outbox.subject, `ticket:${number}`));
  return (await db.select().from(outbox).where(told)).length;
};

test("nothing that the desk does among itself changes the customer's copy, nor tells their page that anything did", async () => {
  const one = await begin();
  const whispers: string[] = [];
  const stop = onWhisper((said) => isTypingSign(said) && whispers.push(said.kind));
  for (const [name, act] of Object.entries(acts)) {
    const [copy, told, moment] = [await copyOf(one), await shownEvents(one), (await rowOf(one.number)).publicUpdatedAt];
    await act(one);
    expect(await copyOf(one), name).toBe(copy);
    expect(await shownEvents(one), name).toBe(told);
    expect((await rowOf(one.number)).publicUpdatedAt, name).toEqual(moment);
    expect((await chatState({ ctx: one.theirs, input: { number: one.number } })).typing, name).toBe(false);
  }
  stop();
  expect(whispers).toEqual([]);
});

test("no door of a customer's has a word of it: addresses, pages, files, streams, inbox, mails, webhooks and their export", async () => {
  const one = await begin();
  const { number, theirs } = one;
  const gone = new AbortController();
  const at = (path: string) => new Request(`http://127.0.0.1:3000${path}`, { signal: gone.signal });
  const params = Promise.resolve({ number });
  const stream = await eventsRoute(at(`/t/${number}/events`), { params });
  expect(stream.status).toBe(200);
  for (const act of [...Object.values(acts), ...Object.values(loudActs)]) await act(one);
  await markRead({ ctx: staff("ada", later(3)), input: { number, messageId: one.note } });
  await postMessage({ ctx: ada, input: { number, body: "在核实", visibility: "public" } });
  const clock = new Moving();
  await work(clock);
  // Whoever has no mailbox gets a text message.
  await transact((tx) => tx.update(customers).set({ email: null }).where(eq(customers.id, "C1001")));
  await ending(one);
  await work(clock);
  // None of it came to nothing: each word is there for the desk to read.
  const kept = await everythingKept();
  expect(used.size).toBeGreaterThan(25);
  for (const word of used) expect(kept, word).toContain(word);

  const seen = new Map<string, string>();
  const look = (door: string, text: string) => seen.set(door, text);
  look("page of the ticket", JSON.stringify(await loadTicket(number)));
  look("page of the run", JSON.stringify(await loadRun(runContext(one.diagnosisId), one.diagnosisId)));
  const trail = (await db.select().from(outbox)).filter(({ topic }) => topic === "ticket.shown");
  look("what pages are told of", JSON.stringify(trail));
  const theirOwn = { ctx: customer("C1001"), input: { customerId: "C1001" } };
  look("their things", JSON.stringify(await mineOf(theirOwn)));
  for (const q of [SECRET, "到账"])
    look(`articles of ${q}`, JSON.stringify(await listArticles({ input: { q }, locale: "zh-CN" })));
  look("chat", JSON.stringify(await chatState({ ctx: theirs, input: { number } })));
  look("receipt", await (await receiptRoute(at(`/t/${number}/receipt`), { params })).text());
  for (const format of ["csv", "pdf"]) {
    look(
      `evidence ${format}`,
      await (await evidenceRoute(at(`/t/${number}/evidence?format=${format}`), { params })).text(),
    );
  }
  const file = await pictureRoute(at(`/api/attachments/${one.picture}`), {
    params: Promise.resolve({ id: one.picture }),
  });
  look("picture", await file.text());
  look("stream", await heard(stream, "event: news"));
  gone.abort();
  // Last, since among them are those that change things, and the link that let this browser in is one of them.
  for (const endpoint of endpoints) look(`${endpoint.method} ${endpoint.path}`, await asked(endpoint, one));

  await planWebhooks(clock);
  look("inbox", JSON.stringify(await db.select().from(inboxMessages)));
  look("deliveries", JSON.stringify(await db.select().from(noticeDeliveries)));
  look("mails", JSON.stringify(mail.taken()));
  look("webhooks", JSON.stringify(await db.select().from(webhookDeliveries)));
  look("public events", JSON.stringify((await db.select().from(outbox)).map((event) => publicEventOf(event))));
  look("text messages", JSON.stringify(sms.taken()));
  const { stream: zip } = await exportCustomer(theirOwn);
  const entries = await unzipped(await buffer(zip));
  look("export", entries.get("data.json")?.toString() ?? "");
  look("files of the export", [...entries.keys()].join());

  for (const [door, text] of seen) expect(text, door).not.toContain(SECRET);
  // Their picture as they gave it, and neither the note's file nor the desk's copy.
  expect(entries.size).toBe(2);
  // The doors were open: what is theirs came through.
  for (const door of ["page of the ticket", "export"]) expect(seen.get(door)).toContain("在核实");
  expect(seen.get("public events")).toContain("ticket.replied");
  expect(JSON.parse(seen.get("inbox") ?? "[]").length).toBeGreaterThan(0);
  expect(seen.get("mails")).toContain(number);
  expect(sms.taken().length).toBeGreaterThan(0);
  expect(seen.get("inbox")).toContain("incident_told");
  expect(seen.get("page of the ticket")).toContain(NOTICE);
  expect(seen.get("what pages are told of")).toContain(number);
  expect(seen.get("articles of 到账")).toContain("shown");
});

test("a note's file is nobody's of the customers, though they know its address", async () => {
  const one = await begin();
  const place = { name: "n.png", kind: "other" as const, ownerKey: "staff:ada" };
  const { default: sharp } = await import("sharp");
  const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: "red" } })
    .png()
    .toBuffer();
  const { id } = await storeAttachment({ ctx: ada, input: { bytes, ...place } });
  const note = { number: one.number, body: "内部", visibility: "internal" as const, attachmentIds: [id] };
  await postMessage({ ctx: ada, input: note });
  expect((await refusal(readAttachment({ ctx: one.theirs, input: { id } }))).code).toBe("ATTACHMENT_NOT_FOUND");
});

/** What an address of `/api/v1` answers to the ticket's customer, its refusals included. */
async function asked(endpoint: (typeof endpoints)[number], one: Case): Promise<string> {
  const values: Record<string, string> = { number: one.number, orderNo: "O1", messageId: one.note };
  const byPath: Record<string, string> = { diagnoses: one.diagnosisId, attachments: one.picture, calls: one.call.id };
  const params = Object.fromEntries(
    [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => [
      name,
      values[name] ?? byPath[endpoint.path.split("/")[1] ?? ""] ?? "X",
    ]),
  );
  const body = endpoint.method === "get" ? {} : { body: JSON.stringify({ ...(endpoint.bodyExample as object) }) };
  const request = new Request(`http://127.0.0.1:3000/api/v1${endpoint.path}?q=${SECRET}&queue=all`, {
    method: endpoint.method.toUpperCase(),
    headers: { "content-type": "application/json", "idempotency-key": "customer-key-0001" },
    ...(endpoint.method === "delete" ? {} : body),
  });
  try {
    const reply = await endpoint.handle({ ctx: one.theirs, params, request, locale: "zh-CN" });
    return (await reply.text()).replaceAll(`q=${SECRET}`, "");
  } catch (error) {
    if (error instanceof DomainError) return JSON.stringify([error.message, error.details, error.errors]);
    if (error instanceof ZodError) return JSON.stringify(error.issues);
    throw error;
  }
}

/** What a stream said until it said these words, and whatever followed at once. */
async function heard(response: Response, words: string): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => (await reader?.read()) ?? { value: "", done: true };
  let text = "";
  while (!text.includes(words)) {
    const { value, done } = await next();
    if (done) throw new Error(`the stream ended after ${text}`);
    text += value;
  }
  const rest = setTimeout(500, { value: "", done: true });
  for (let more = await Promise.race([next(), rest]); !more.done; more = await Promise.race([next(), rest]))
    text += more.value;
  return text;
}

/** Every row of every table, as text. */
async function everythingKept(): Promise<string> {
  const rows = [];
  for (const table of Object.values(schema))
    if (is(table, Table)) rows.push(await db.select().from(table as typeof tickets));
  return JSON.stringify(rows);
}
