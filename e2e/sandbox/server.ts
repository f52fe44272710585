import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { CommandDesk } from "./commands.ts";
import { checkoutData, pagePolicy, payScript } from "./embed.ts";
import { answerFulfilment } from "./fulfilment.ts";
import type { GatewaySandbox } from "./gateways/index.ts";
import { supportLink } from "./hand-over.ts";
import { checkoutPage, missingPage, orderPage, shopPage } from "./pages.ts";
import { sendEvents, type Target } from "./send.ts";
import { mendingEvents, Shop, type ShopOrder, type Wish } from "./shop.ts";
import { type StoryKind, stories } from "./stories.ts";
import { callBack, payAsTold } from "./story-gateways.ts";
import { type Locale, offered, wordsOf } from "./words.ts";

const MAX_BODY_BYTES = 10_000;
const RECENT = 8;
const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
};

/** What a shop is made of: its orders, who answers commands, and the gateways that its customers pay at, if it has any. */
type Parts = { shop: Shop; desk: CommandDesk; gateways: GatewaySandbox | undefined };

/**
 * The sandbox shop: a server of its own that knows nothing of Daozhang but the address and secret to send events to.
 * Daozhang shows it under /sandbox, so its links begin with that, and may send it commands (PLATFORM_URL).
 */
export function sandboxServer(target: Target, parts: Partial<Parts> = {}): Server {
  const shop = parts.shop ?? new Shop();
  const stand = { shop, desk: parts.desk ?? new CommandDesk(shop, target), gateways: parts.gateways };
  return createServer((request, response) => {
    handle(stand, target, request, response).catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
}

async function handle(
  { shop, desk, gateways }: Parts,
  target: Target,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = new URL(request.url ?? "/", "http://shop");
  const path = asked.pathname.replace(/\/$/, "");
  if (await desk.handle(request, response, path)) return;
  if (answerFulfilment({ shop, target }, request, response, path)) return;
  const locale = localeOf(request);
  const html = (status: number, body: string) => {
    response.writeHead(status, { ...pageHeaders, "content-security-policy": pagePolicy(target.url) }).end(body);
  };
  const [, orderNo, action] = /^\/sandbox\/orders\/([A-Z0-9]+)(\/mend|\/support)?$/.exec(path) ?? [];
  if (request.method === "GET" && path === "/sandbox") return html(200, front(shop, target, locale));
  if (request.method === "GET" && path === "/sandbox/checkout") {
    return html(200, checkoutPage(locale, target.url, checkoutData(asked.searchParams)));
  }
  if (request.method === "GET" && path === "/sandbox/style.css") return style(response);
  if (request.method === "GET" && path === "/sandbox/pay.js") return script(response);
  if (request.method === "POST" && path === "/sandbox/buy") {
    const wish = wishOf(await form(request));
    const order = wish && shop.place(wish, new Date());
    if (!order) return html(422, front(shop, target, locale, wordsOf(locale).badInput));
    if (!(await sent(target, order.events, gateways)))
      return html(502, front(shop, target, locale, wordsOf(locale).down));
    shop.keep(order);
    response.writeHead(303, { location: `/sandbox/orders/${order.purchase.orderNo}` }).end();
    return;
  }
  const order = orderNo ? shop.find(orderNo) : undefined;
  if (!order) return html(404, missingPage(locale));
  if (request.method === "GET" && action === "/support") {
    const language = locale === "zh" ? "zh-CN" : "en";
    const location = await supportLink(target, order.purchase.customerId, order.purchase.orderNo, language);
    response.writeHead(303, { location, "cache-control": "no-store", "referrer-policy": "no-referrer" }).end();
    return;
  }
  if (request.method === "POST" && action === "/mend") return html(...(await mend(target, order, locale, gateways)));
  if (request.method !== "GET" || action) return html(405, missingPage(locale));
  html(200, orderPage(locale, order, target.url));
}

async function mend(
  target: Target,
  order: ShopOrder,
  locale: Locale,
  gateways: Parts["gateways"],
): Promise<[number, string]> {
  const words = wordsOf(locale);
  if (!order.mended && order.mending.length > 0) {
    const events = mendingEvents(order, new Date());
    if (!(await sent(target, events, gateways)))
      return [502, orderPage(locale, order, target.url, { text: words.down, bad: true })];
    order.events.push(...events);
    order.mended = true;
  }
  return [200, orderPage(locale, order, target.url, { text: words.mended, bad: false })];
}

/** The money moves at the gateway first, then the shop tells of it, then the gateway's callbacks follow, in their own time. */
async function sent(target: Target, events: ShopOrder["events"], gateways: Parts["gateways"]): Promise<boolean> {
  try {
    const called = gateways ? payAsTold(gateways, events) : [];
    await sendEvents(target, events);
    if (gateways) callBack(gateways, target.url, called).catch((error: unknown) => console.error(error));
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
}

const front = (shop: Shop, target: Target, locale: Locale, error?: string) =>
  shopPage(locale, shop.recent(RECENT), `1990000${randomInt(1_000, 10_000)}`, target.url, error);

function script(response: ServerResponse): void {
  const headers = { "content-type": "text/javascript; charset=utf-8", "cache-control": "max-age=300" };
  response.writeHead(200, headers).end(payScript);
}

async function style(response: ServerResponse): Promise<void> {
  const css = await readFile(new URL("./style.css", import.meta.url));
  response.writeHead(200, { "content-type": "text/css; charset=utf-8", "cache-control": "max-age=300" }).end(css);
}

function localeOf(request: IncomingMessage): Locale {
  const cookie = /(?:^|;\s*)dz_locale=(zh|en)/.exec(request.headers.cookie ?? "");
  if (cookie) return cookie[1] === "en" ? "en" : "zh";
  return /^en\b/i.test(request.headers["accept-language"] ?? "") ? "en" : "zh";
}

/** Reads a small form. A body over the limit is cut off, which leaves a form that is refused. */
async function form(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > MAX_BODY_BYTES) return new URLSearchParams();
    parts.push(part as Buffer);
  }
  return new URLSearchParams(Buffer.concat(parts).toString("utf8"));
}

function wishOf(fields: URLSearchParams): Wish | undefined {
  const kind = fields.get("kind") ?? "";
  const target = (fields.get("target") ?? "").trim();
  if (!Object.hasOwn(stories, kind) || !offered.includes(kind as StoryKind)) return undefined;
  if (target === "" || target.length > 60) return undefined;
  return { sku: fields.get("sku") ?? "", channel: fields.get("channel") ?? "", kind: kind as StoryKind, target };
}
