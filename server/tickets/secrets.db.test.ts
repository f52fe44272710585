import { buffer } from "node:stream/consumers";
import { eq } from "drizzle-orm";
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
import { customers, inboxMessages, noticeDeliveries, outbox, tickets, webhookDeliveries } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { addGrant, grantsCookie, readGrants, writeGrants } from "#server/auth/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import { exportCustomer } from "#server/customers/index.ts";
import { unzipped } from "#server/customers/testing.ts";
import { FakeMail } from "#server/notifications/channels/testing.ts";
import { planWebhooks } from "#server/notifications/index.ts";
import { Moving, work } from "#server/notifications/testing.ts";
import { publicEventOf } from "#server/notifications/webhooks/public-event.ts";
import { customerTicket } from "./get-ticket.ts";
import { postMessage } from "./post-message.ts";
import { readAttachment } from "./read-attachment.ts";
import { storeAttachment } from "./store-attachment.ts";
import { customer, freshStorage, holder, later, openPaid, refusal, staff, staffAccount } from "./testing.ts";
import { updateTicket } from "./update-ticket.ts";
import {
  applyMacro,
  bePresent,
  chatState,
  endCall,
  followTicket,
  linkTickets,
  markRead,
  redactAttachment,
  requestCall,
  saveDraft,
  saveField,
  saveMacro,
  saveTag,
  setFields,
  takeCall,
} from "./work/index.ts";

/**
 * The proof that what the desk says and does among itself reaches no customer: every such thing holds a word that stands nowhere
 * else, and after each of them the customer's copy is byte for byte what it was. Then every door that is theirs is opened, and
 * the word is in none. A new door comes in by itself; a new kind of internal act belongs into `acts`.
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
beforeAll(() => mail.open());
afterAll(() => mail.close());
beforeEach(async () => {
  jar.clear();
  mail.behave("well");
  overrideEnv({ ...env(), SMTP_URL: mail.url, MAIL_FROM: "support@example.com" });
  for (const id of ["ada", "leo", `${SECRET}-assignee`, `${SECRET}-called`, `${SECRET}-follower`])
    await staffAccount(id);
});
afterEach(() => overrideEnv());

const SECRET = "canary7";
const ada = staff("ada", later(2));
const lead = staff("leo", later(2), "lead");
const hidden = (where: string) => `${SECRET} ${where}`;

type Case = { number: string; diagnosisId: string; theirs: Ctx; note: string; picture: string; call: { id: string } };

const rowOf = async (number: string) => {
  const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
  if (!row) throw new Error("no such ticket");
  return row;
};
const change = async (number: string, what: Record<string, unknown>) =>
  updateTicket({ ctx: ada, input: { number, version: (await rowOf(number)).version, ...what } });

/** What the desk does among itself. */
const acts: Record<string, (one: Case) => Promise<unknown>> = {
  "a note that calls somebody": async (one) => {
    const bytes = Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF");
    const file = await storeAttachment({
      ctx: ada,
      input: { bytes, name: `${SECRET}.pdf`, kind: "other", ownerKey: "staff:ada" },
    }).catch(() => undefined);
    const more = { mentions: [`${SECRET}-called`], attachmentIds: file ? [file.id] : [] };
    const input = { number: one.number, body: hidden("note"), visibility: "internal" as const, ...more };
    one.note = (await postMessage({ ctx: ada, input })).id;
  },
  "tags of the ticket": (one) => change(one.number, { tags: [hidden("tag")] }),
  "its assignee": (one) => change(one.number, { assignee: `${SECRET}-assignee` }),
  "its priority": (one) => change(one.number, { priority: "low" }),
  "setting it aside": (one) => change(one.number, { snoozeUntil: later(500) }),
  "following it": (one) =>
    followTicket({ ctx: staff(`${SECRET}-follower`), input: { number: one.number, follow: true } }),
  "a draft": (one) =>
    saveDraft({ ctx: ada, input: { number: one.number, body: hidden("draft"), visibility: "public" } }),
  "a field": async (one) => {
    const label = { "zh-CN": hidden("label"), en: hidden("label") };
    await saveField({ ctx: lead, input: { key: "secret", label, kind: "text" } });
    const { version } = await rowOf(one.number);
    return setFields({ ctx: ada, input: { number: one.number, fields: { secret: hidden("field") }, version } });
  },
  "a tag of the desk": () => saveTag({ ctx: lead, input: { name: hidden("word"), about: hidden("about") } }),
  "a link to somebody else's ticket": async (one) => {
    const other = await openPaid("O2");
    await change(other.number, { tags: [hidden("other's tag")] });
    return linkTickets({ ctx: ada, input: { number: one.number, to: other.number, kind: "duplicate" } });
  },
  "a macro for colleagues": async (one) => {
    const body = { "zh-CN": hidden("macro"), en: hidden("macro") };
    const name = { "zh-CN": hidden("name"), en: hidden("name") };
    const actions = { tags: [hidden("macro's tag")] };
    const { id } = await saveMacro({ ctx: ada, input: { name, body, visibility: "internal", actions } });
    const { version } = await rowOf(one.number);
    return applyMacro({ ctx: ada, input: { number: one.number, macro: id, version } });
  },
  "looking at it": (one) => bePresent({ ctx: ada, input: { number: one.number, kind: "viewing" } }),
  "writing among colleagues": (one) => bePresent({ ctx: ada, input: { number: one.number, kind: "replying" } }),
  "blacking out a picture": (one) =>
    redactAttachment({
      ctx: ada,
      input: { id: one.picture, rectangles: [{ x: 0, y: 0, width: 0.5, height: 0.5 }] },
    }),
  "taking a call": async (one) => {
    const call = await takeCall({ ctx: ada, input: { id: one.call.id, version: 1 } });
    return endCall({ ctx: ada, input: { id: call.id, version: call.version, outcome: "done", note: hidden("call") } });
  },
};

/** A ticket with something of everything that its customer may see. */
async function begin(): Promise<Case> {
  const opened = await openPaid("O1", { description: "付款后没有到账" });
  const { number, diagnosisId } = opened;
  await transact(async (tx) => {
    const [there] = await tx.select().from(customers).where(eq(customers.id, "C1001"));
    if (there) await tx.update(customers).set({ email: "li@example.com" }).where(eq(customers.id, "C1001"));
    else await tx.insert(customers).values({ id: "C1001", email: "li@example.com", stamps: {} });
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
const shownEvents = async () => (await db.select().from(outbox).where(eq(outbox.topic, "ticket.shown"))).length;

test("nothing that the desk does among itself changes the customer's copy, nor tells their page that anything did", async () => {
  const one = await begin();
  for (const [name, act] of Object.entries(acts)) {
    const [copy, told, moment] = [await copyOf(one), await shownEvents(), (await rowOf(one.number)).publicUpdatedAt];
    const others = name.startsWith("a link") ? 1 : 0;
    await act(one);
    expect(await copyOf(one), name).toBe(copy);
    // Another ticket was opened on the way, whose customer is told of that one.
    const since = (await db.select().from(outbox).where(eq(outbox.topic, "ticket.shown"))).slice(told);
    expect(
      since.filter(({ subject }) => subject === `ticket:${one.number}`),
      name,
    ).toEqual([]);
    expect(since.length, name).toBeLessThanOrEqual(others);
    expect((await rowOf(one.number)).publicUpdatedAt, name).toEqual(moment);
    expect((await chatState({ ctx: one.theirs, input: { number: one.number } })).typing, name).toBe(false);
  }
});

test("no door of a customer's has a word of it: addresses, pages, files, streams, inbox, mails, webhooks and their export", async () => {
  const one = await begin();
  const { number, theirs } = one;
  const gone = new AbortController();
  const at = (path: string) => new Request(`http://127.0.0.1:3000${path}`, { signal: gone.signal });
  const params = Promise.resolve({ number });
  const stream = await eventsRoute(at(`/t/${number}/events`), { params });
  expect(stream.status).toBe(200);
  for (const act of Object.values(acts)) await act(one);
  await markRead({ ctx: staff("ada", later(3)), input: { number, messageId: one.note } });
  await postMessage({ ctx: ada, input: { number, body: "已经补单", visibility: "public" } });

  const seen = new Map<string, string>();
  const look = (door: string, text: string) => seen.set(door, text);
  look("page of the ticket", JSON.stringify(await loadTicket(number)));
  look("page of the run", JSON.stringify(await loadRun(runContext(one.diagnosisId), one.diagnosisId)));
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

  const clock = new Moving();
  await work(clock);
  await planWebhooks(clock);
  look("inbox", JSON.stringify(await db.select().from(inboxMessages)));
  look("deliveries", JSON.stringify(await db.select().from(noticeDeliveries)));
  look("mails", JSON.stringify(mail.taken()));
  look("webhooks", JSON.stringify(await db.select().from(webhookDeliveries)));
  look("public events", JSON.stringify((await db.select().from(outbox)).map((event) => publicEventOf(event))));
  const { stream: zip } = await exportCustomer({ ctx: customer("C1001"), input: { customerId: "C1001" } });
  const entries = await unzipped(await buffer(zip));
  look("export", entries.get("data.json")?.toString() ?? "");
  look("files of the export", [...entries.keys()].join());

  for (const [door, text] of seen) expect(text, door).not.toContain(SECRET);
  // Their picture as they gave it, and neither the note's file nor the desk's copy.
  expect(entries.size).toBe(2);
  // The doors were open: what is theirs came through.
  for (const door of ["page of the ticket", "export"]) expect(seen.get(door)).toContain("已经补单");
  expect(seen.get("public events")).toContain("ticket.replied");
  expect(JSON.parse(seen.get("inbox") ?? "[]").length).toBeGreaterThan(0);
  expect(seen.get("mails")).toContain(number);
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

/** What a stream said until it said these words. */
async function heard(response: Response, words: string): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes(words)) {
    const { value, done } = (await reader?.read()) ?? { value: "", done: true };
    if (done) throw new Error(`the stream ended after ${text}`);
    text += value;
  }
  return text;
}
