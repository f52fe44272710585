import { existsSync } from "node:fs";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { transact } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import { addGrant, customerCookie, grantsCookie, readGrants, ticketGrant, writeGrants } from "#server/auth/index.ts";
import { actionMatrix, pageMatrix, routeMatrix } from "#server/core/matrix/index.ts";
import { beginSession } from "#server/customers/sessions.ts";
import { forgetLimits } from "#server/http/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { postMessage, storeAttachment } from "#server/tickets/index.ts";
import { customer, freshStorage, key, open, run } from "#server/tickets/testing.ts";

/** Every door of customers, asked for what is A's: by A, by another customer, and by nobody. */

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
vi.mock("next-intl/server", () => {
  const words = Object.assign((name: string, values?: object) => `${name}${JSON.stringify(values ?? {})}`, {
    rich: (name: string) => name,
    has: () => true,
  });
  return { getLocale: async () => "zh-CN", getTranslations: async () => words, getMessages: async () => ({}) };
});
vi.mock("next/navigation", () => {
  const leave = (where: string) => (to?: string) => {
    throw new Error(`${where}:${to ?? ""}`);
  };
  return { redirect: leave("redirect"), notFound: leave("notFound") };
});

type Own = { number: string; run: string; file: string };
type Who = "A" | "B" | "nobody";
/** What no answer to anybody else may hold. */
const SECRETS = ["DAAAA1", "PDAAAA1", "C1001", "机密的话", "aaaa@shop.example"];
const UNKNOWN: Own = { number: "TK20200101000001", run: "0190a5b0-0000-7000-8000-000000000000", file: "none" };

async function cookiesOf(who: Who, all: Record<"A" | "B", Own>): Promise<void> {
  jar.clear();
  if (who === "nobody") return;
  const now = new Date();
  const own = all[who];
  const withTicket = addGrant(readGrants(undefined, now), "tickets", ticketGrant(own.number, 1));
  jar.set(grantsCookie(), writeGrants(addGrant(withTicket, "diagnoses", own.run), now));
  const customerId = who === "A" ? "C1001" : "C2002";
  jar.set(customerCookie(), (await transact((tx) => beginSession(tx, customerId, now))).token);
}

async function everything(orderNo: string, customerId: string, said: string): Promise<Own> {
  await send(paidWithoutCallback(orderNo, 0, { customerId }));
  const first = await run(orderNo, customerId);
  const { number } = await open(first, { contact: `${orderNo.slice(1, 5).toLowerCase()}@shop.example` });
  await postMessage({ ctx: key("k"), input: { number, body: said, visibility: "public" } });
  const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: "#123456" } })
    .png()
    .toBuffer();
  const ctx = customer(`diagnosis:${first}`);
  const file = await storeAttachment({
    ctx,
    input: { bytes, name: "a.png", kind: "other", ownerKey: `ticket:${number}` },
  }).catch(() =>
    storeAttachment({ ctx, input: { bytes, name: "a.png", kind: "other", ownerKey: `diagnosis:${first}` } }),
  );
  return { number, run: first, file: file.id };
}

const fileOf = (address: string, name: string) =>
  [`app/(customer)${address}/${name}`, `app${address}/${name}`].find((path) => existsSync(path)) ?? "";
const params = (address: string, own: Own) => ({
  number: own.number,
  id: address.startsWith("/d/") ? own.run : own.file,
  token: "none",
  question: "paid",
});

/** What an answer is, as text, with the ids that were asked for taken out. */
function plain(value: unknown, own: Own): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return Object.values(own).reduce((rest, id) => rest.replaceAll(id, "ID"), text);
}

async function outcome(work: () => Promise<unknown>, own: Own): Promise<string> {
  try {
    const value = await work();
    if (value instanceof Response) {
      const body = value.headers.get("content-type")?.includes("event-stream") ? "stream" : await value.text();
      return plain(`${value.status} ${body}`, own).replace(/"errorId":"[^"]*"/, "");
    }
    return plain(value, own);
  } catch (error) {
    const { status, code, message } = error as { status?: number; code?: string; message: string };
    return plain(JSON.stringify([status, code, message]), own);
  }
}

const isCustomers = (who: unknown) => who === "own" || who === "staff or own";
const doors = [
  ...Object.entries(routeMatrix).flatMap(([door, who]) => (isCustomers(who) ? [["route", door] as const] : [])),
  ...Object.entries(pageMatrix).flatMap(([door, who]) => (isCustomers(who) ? [["page", door] as const] : [])),
  ["page", "/mine"] as const,
  ...Object.entries(actionMatrix).flatMap(([file, { who, actions }]) =>
    isCustomers(who) ? actions.map((action) => ["action", `${file} ${action}`] as const) : [],
  ),
];

/** Doors that tell their owner no more than strangers, as long as there is nothing behind them yet or they only lead back. */
const QUIET = new Set([
  "POST /d/[id]/appeal/upload",
  "GET /api/uploads/[id]",
  "/_parts/card-keys-actions reveal",
  "/d/[id]/actions answer",
  "/d/[id]/actions solved",
  "/d/[id]/actions undo",
  "/d/[id]/appeal/actions lookAgain",
  "/d/[id]/appeal/actions send",
  "/d/[id]/appeal/actions withdraw",
  "/d/[id]/check/actions send",
  "/t/[number]/chat-actions cancelCallBack",
  "/t/[number]/chat-actions typing",
]);
const asksForOne = (door: string) => door.includes("[") || door === "/_parts/card-keys-actions reveal";

async function ask(kind: string, door: string, own: Own): Promise<unknown> {
  if (kind === "page") {
    const page = await import(/* @vite-ignore */ `../${fileOf(door, "page.tsx")}`);
    return page.default({ params: Promise.resolve(params(door, own)), searchParams: Promise.resolve({}) });
  }
  const [first = "", second = ""] = door.split(" ");
  if (kind === "route") {
    const route = await import(/* @vite-ignore */ `../${fileOf(second, "route.ts")}`);
    const form = new FormData();
    form.set("owner", `ticket:${own.number}`);
    form.set("diagnosis", own.run);
    const body = first === "GET" ? {} : { body: form };
    const request = new Request("http://127.0.0.1:3000/x?x=0&y=0&w=1&h=1", { method: first, ...body });
    return route[first](request, { params: Promise.resolve(params(second, own)) });
  }
  const actions = await import(/* @vite-ignore */ `./(customer)${first}.ts`);
  const id = first.startsWith("/t/")
    ? own.number
    : first.startsWith("/inbox") || first.startsWith("/mine")
      ? "DAAAA1"
      : own.run;
  const data = new FormData();
  for (const field of ["body", "reason", "proof", "value", "answer", "claim"]) data.set(field, "一句话");
  data.set("kind", "text");
  // No time that anybody offers: only whoever may ask for a call hears that.
  data.set("phone", "13800138000");
  data.set("slot", "2020-01-01T00:00:00.000Z");
  const place = first.includes("card-keys") ? { number: own.number } : id;
  const form = [{ values: {}, errors: [], turn: 0 }, data];
  const more: Record<string, unknown[]> = { undo: [data], withdraw: [undefined, "none"] };
  if (first.includes("appeal"))
    Object.assign(more, { send: [undefined, ...form], lookAgain: [undefined, "none", ...form] });
  return actions[second](place, ...(more[second] ?? form));
}

describe("what is one customer's", () => {
  test.for(doors)("%s %s", async ([kind, door]) => {
    forgetLimits();
    const all = {
      A: await everything("DAAAA1", "C1001", "机密的话"),
      B: await everything("DBBBB2", "C2002", "别的话"),
    };
    for (const who of ["B", "nobody"] as const) {
      await cookiesOf(who, all);
      const asked = await outcome(() => ask(kind, door, all.A), all.A);
      await cookiesOf(who, all);
      const unknown = await outcome(() => ask(kind, door, UNKNOWN), UNKNOWN);
      // What has no number in its address shows each their own: there is nothing to compare.
      if (asksForOne(door)) expect(asked).toBe(unknown);
      expect(asked).not.toMatch(/is not a function|not iterable|Cannot find|Failed to load|undefined \(reading/);
      for (const secret of [...SECRETS, all.A.number, all.A.run, all.A.file]) expect(asked).not.toContain(secret);
    }
    if (!asksForOne(door) || QUIET.has(door)) return;
    // The same questions do open it for its owner: else they would show nothing.
    await cookiesOf("A", all);
    const own = await outcome(() => ask(kind, door, all.A), all.A);
    expect(own).not.toBe(await outcome(() => ask(kind, door, UNKNOWN), UNKNOWN));
  });
});
