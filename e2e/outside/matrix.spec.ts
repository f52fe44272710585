import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "@playwright/test";
import { freePort } from "#bin/lib/ports.ts";
import { type Place, pageMatrix, routeMatrix } from "#server/core/matrix/index.ts";
import { FRESH_MS, type StaffRole, staffRoles } from "#server/core/permissions.ts";
import { Api } from "../fixtures/api.ts";
import { type Bought, buy } from "../fixtures/buy.ts";
import { billPng } from "../fixtures/files.ts";
import { Installation } from "../fixtures/installation.ts";
import { cookieOf, signIn } from "../fixtures/sign-in.ts";
import { wordsOf } from "../fixtures/words.ts";
import { supportLink } from "../sandbox/hand-over.ts";

/** Every page and every route outside /api/v1, asked by nobody, by the customer that it is about, and by each role. */
const callers = ["nobody", "owner", ...staffRoles] as const;
type Caller = (typeof callers)[number];
type Asked = { status: number; location: string; text: string };

const folder = mkdtempSync(join(tmpdir(), "daozhang-matrix-"));
const database = join(folder, "daozhang.db");
const cookies = new Map<Caller, string>([["nobody", ""]]);
const words = wordsOf("zh-CN");
/** What a page says to those whose role may not: none is shown to those who may. */
const FORBIDDEN = [
  words.channels.manage,
  words.settings,
  words.manager,
  words.riskRules,
  words.bills,
  words.money,
  words.privacy,
  words.checklist.edit,
  words.articles.manage,
  words.automation,
  words.transfer,
].map(({ forbidden }) => forbidden);
const GONE = [words.customer.gone.diagnosisTitle, words.customer.gone.ticketTitle, words.inbox.none];
/** Others read them as they are; admins may change what stands there, or see accounts and erasures, and show a second factor first. */
const ASKED_OF_ADMINS = new Set(["/settings/people", "/settings/privacy", "/settings/sla", "/settings/calendars"]);
const SIGN_IN = /\/staff\/sign-in\?next=/;

let installation: Installation;
let order: Bought;
let run = "";
let ticket = { number: "", attachmentId: "" };

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  installation = new Installation(await freePort(), { DATABASE_URL: `file:${database}`, OCR: "off" });
  await installation.start();
  const target = { url: installation.url, secret: installation.webhookSecret };
  order = await buy("CB_MISSING", target);
  await becomeOwner(new Api(installation.url, installation.apiKey("matrix")));
  for (const role of staffRoles) {
    const person = { email: `${role}@matrix.example`, password: `a password of the ${role}`, role, name: role };
    installation.hire(person);
    cookies.set(role, cookieOf(await signIn(installation.url, person)));
  }
});
test.afterAll(async () => {
  await installation.remove();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Begins a run in a browser that proves itself by the whole number of the payment, opens a ticket with a file, and follows the ticket's
 * link: all in the same cookie. The inbox is for the proven run; the link alone would not open it.
 */
async function becomeOwner(api: Api): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ text: "", orderNo: order.orderNo, paymentNo: order.gatewayTradeNo }))
    form.set(name, value);
  const begun = await fetch(`${installation.url}/api/start`, {
    method: "POST",
    body: form,
    headers: { origin: installation.url, accept: "application/json" },
  });
  run = ((await begun.json()) as { id: string }).id;
  cookies.set("owner", begun.headers.getSetCookie()[0]?.split(";")[0] ?? "");
  const file = await api.upload(await billPng(), "bill.png");
  const own = await api.post<{ id: string }>("/api/v1/diagnoses", {
    orderNo: order.orderNo,
    onBehalfOf: order.customerId,
  });
  const input = { claim: "complete_topup", description: "一句只属于我的话", attachmentIds: [file.body.id] };
  const opened = await api.post<{ number: string; accessUrl: string }>(
    `/api/v1/diagnoses/${own.body.id}/ticket`,
    input,
  );
  ticket = { number: opened.body.number, attachmentId: file.body.id };
  const headers = { cookie: cookies.get("owner") ?? "" };
  const followed = await fetch(opened.body.accessUrl, { headers, redirect: "manual" });
  cookies.set("owner", followed.headers.getSetCookie()[0]?.split(";")[0] ?? "");
  await beHandedOver();
}

/** The shop hands the same browser over: what is a customer's, and not an order's, opens for such a session alone. */
async function beHandedOver(): Promise<void> {
  const target = { url: installation.url, secret: installation.webhookSecret };
  const link = new URL(await supportLink(target, order.customerId, order.orderNo, "zh-CN"));
  const entered = await fetch(`${installation.url}/hand-over/enter`, {
    method: "POST",
    body: new URLSearchParams({ token: link.searchParams.get("token") ?? "" }),
    headers: { cookie: cookies.get("owner") ?? "" },
    redirect: "manual",
  });
  const session = entered.headers.getSetCookie().find((cookie) => cookie.includes("customer"));
  cookies.set("owner", `${cookies.get("owner")}; ${session?.split(";")[0]}`);
}

/** A pattern of the matrix as an address of something that is there. */
const addressOf = (pattern: string) =>
  pattern
    .replace("/d/[id]", `/d/${run}`)
    .replace("/t/[number]", `/t/${ticket.number}`)
    .replace("/desk/[number]", `/desk/${ticket.number}`)
    .replace("/api/attachments/[id]", `/api/attachments/${ticket.attachmentId}`)
    .replace("/api/uploads/[id]", `/api/uploads/${ticket.attachmentId}`)
    .replace("/settings/automation/[id]", "/settings/automation/new")
    .replace("[slug]", "cb-missing")
    .replace("[...all]", "get-session")
    .replace("[channel]", "wechatpay")
    .replace("[version]", "0123456789abcdef")
    .replaceAll(/\[\w+\]/g, "X1");

/** Asks, each time from another address, and reads the answer's head and, of what is no stream, its text without scripts. */
async function ask(caller: Caller, method: string, pattern: string): Promise<Asked> {
  const from = `198.18.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}`;
  const json = method === "POST" && pattern.startsWith("/api/identity");
  const form = new FormData();
  form.set("text", "");
  const body = json ? JSON.stringify({ reason: "to see who may" }) : form;
  // The place that an upload is for stands in its query.
  const query = pattern.startsWith("/api/uploads") ? `?diagnosis=${run}` : "";
  const answer = await fetch(installation.url + addressOf(pattern) + query, {
    method,
    redirect: "manual",
    headers: {
      cookie: cookies.get(caller) ?? "",
      origin: installation.url,
      "sec-fetch-site": "same-origin",
      "x-forwarded-for": from,
      "accept-language": "zh-CN",
      ...(json && { "content-type": "application/json" }),
    },
    ...(method === "POST" && { body }),
  });
  const { status, headers } = answer;
  const stream = (headers.get("content-type") ?? "").includes("event-stream");
  const text = stream ? "" : (await answer.text()).replaceAll(/<script\b[^>]*>[\s\S]*?<\/script>/g, "");
  if (stream) await answer.body?.cancel();
  return { status, location: headers.get("location") ?? "", text };
}

const isStaff = (caller: Caller): caller is StaffRole => (staffRoles as readonly string[]).includes(caller);
const says = ({ text }: Asked, phrases: readonly string[]) => phrases.find((phrase) => text.includes(phrase));

/** What a page's answer means for this caller, in a word. */
function verdict(answer: Asked): string {
  if (SIGN_IN.test(answer.location) || SIGN_IN.test(answer.text)) return "sign in";
  if (/\/staff\/security\?next=/.test(answer.location)) return "second factor";
  if (answer.status >= 500) return `failed with ${answer.status}`;
  if (says(answer, FORBIDDEN)) return "shut";
  if (says(answer, GONE)) return "not yours";
  return "open";
}

/** What the matrix promises this caller. More than one word where the page leads on to another that says so. */
function promised(who: Place, caller: Caller): readonly string[] {
  if (who === "public" || who === "token") return ["open"];
  if (who === "own") return caller === "owner" ? ["open"] : ["not yours", "led away"];
  if (typeof who === "string") throw new Error(`A page for ${who}: say here what that means.`);
  if (!isStaff(caller)) return ["sign in"];
  return who.roles.includes(caller) ? ["open"] : ["shut", "led away"];
}

for (const caller of callers) {
  test(`every page answers ${caller} as the matrix says`, async () => {
    const wrong: string[] = [];
    for (const [pattern, who] of Object.entries(pageMatrix)) {
      const answer = await ask(caller, "GET", pattern);
      const found = verdict(answer);
      const led = answer.status >= 300 && answer.status < 400 && found === "open" ? ["led away"] : [];
      const wanted = promised(who, caller);
      if (![found, ...led].some((word) => wanted.includes(word)))
        wrong.push(`${pattern}: ${found} (${answer.status} ${answer.location}) instead of ${wanted.join(" or ")}`);
      if (caller === "nobody" && (answer.text.includes(order.orderNo) || answer.text.includes("一句只属于我的话")))
        wrong.push(`${pattern} shows what is the customer's`);
    }
    expect(wrong).toEqual([]);
  });

  test(`every route outside /api/v1 answers ${caller} as the matrix says`, async () => {
    const wrong: string[] = [];
    for (const [name, who] of Object.entries(routeMatrix)) {
      const [method = "", pattern = ""] = name.split(" ");
      const { status, location } = await ask(caller, method, pattern);
      // A plain form is sent back to its page with what was wrong: `GONE` and `failed` for whoever may not.
      const found = /failed=(GONE|failed)/.test(location) ? 404 : status;
      if (!lets(who, caller)(found)) wrong.push(`${name}: ${status} ${location}`);
    }
    expect(wrong).toEqual([]);
  });
}

/** Which statuses keep the matrix's promise. Whoever is let in may still be told that what they sent is nothing. */
function lets(who: Place, caller: Caller): (status: number) => boolean {
  const refused = (status: number) => [401, 403, 404, 405].includes(status);
  const taken = (status: number) => status < 500 && ![401, 403].includes(status);
  if (who === "public" || who === "token") return taken;
  if (who === "signed") return (status) => refused(status) || [400, 415, 503].includes(status);
  // An order that nothing stops has no appeal, for its owner either.
  if (who === "own") return caller === "owner" ? (status) => taken(status) || status === 404 : refused;
  // 422: let in, and told that the part of the picture that was asked for is none.
  if (who === "staff or own") return caller === "nobody" ? refused : (status) => status === 200 || status === 422;
  return isStaff(caller) && who.roles.includes(caller) ? taken : refused;
}

for (const [when, at] of [
  ["was never shown", null],
  ["was shown twelve hours ago", FRESH_MS],
] as const) {
  test(`pages and routes ask for a second factor that ${when}`, async () => {
    const db = new DatabaseSync(database);
    db.prepare("update session set second_factor_at = ?").run(at === null ? null : Date.now() - at);
    db.close();
    const wrong: string[] = [];
    for (const [pattern, who] of Object.entries(pageMatrix)) {
      const found = verdict(await ask("admin", "GET", pattern));
      const asked = typeof who === "object" && who.fresh;
      if ((found === "second factor") !== (asked || ASKED_OF_ADMINS.has(pattern))) wrong.push(`${pattern}: ${found}`);
    }
    for (const [name, who] of Object.entries(routeMatrix)) {
      const [method = "", pattern = ""] = name.split(" ");
      const asked = typeof who === "object" && who.fresh;
      const { status, text } = await ask("admin", method, pattern);
      if ((status === 403 && text.includes("SECOND_FACTOR_REQUIRED")) !== asked) wrong.push(name);
    }
    expect(wrong).toEqual([]);
  });
}
