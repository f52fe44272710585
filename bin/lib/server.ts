import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import createNext from "next";
import { env } from "#server/core/env.ts";
import { logger } from "#server/core/logger.ts";
import { completeHeaders, Stalls, safeHeaders } from "./answers.ts";
import { brotliAssets } from "./brotli.ts";
import { limitConnections } from "./connections.ts";
import { recordPeer } from "./peer.ts";
import { type OpenProcess, processIsOpen } from "./process.ts";

/** A request must arrive, headers and body, within this; an answer may take as long as it wants (live streams do). */
const REQUEST_TIMEOUT_MS = 60_000;
/** The same for an uploaded bill, which has up to half a gigabyte. */
const UPLOAD_TIMEOUT_MS = 15 * 60_000;
const UPLOADS = /^\/api\/v1\/channels\/[^/]+\/bills(\?|$)/;
const HEADERS_TIMEOUT_MS = 15_000;
/** How often Node looks for those that are late; by default every 30 s, which would let them stay three times as long. */
const LOOK_MS = 5_000;
/** Longer than the idle time of common reverse proxies, so that they, not we, close idle connections. */
const KEEP_ALIVE_MS = 65_000;
/** How long answers may still run when the server was asked to stop. */
const DRAIN_MS = 10_000;

/**
 * Who may wait for the end of one answer before Node warns of a leak, by default ten. Seven do for a plain page (ours, and one for each
 * of Next.js's layers: compression, proxy, rendering, piping), more where a page is rendered again for an action or a redirect. All go
 * with the answer; more than these would be a leak indeed.
 */
const MAX_WAITING_FOR_END = 32;

export type RunningServer = { port: number; close(): Promise<void> };
export type ServerOptions = { host: string; port: number; trustedProxyHops: number };

/**
 * Serves the production build in this process.
 * @returns the port it listens on (the one asked for, or a free one for 0) and the way to stop it gracefully
 * @throws when there is no build or the port is taken
 */
export async function startServer({ host, port, trustedProxyHops }: ServerOptions): Promise<RunningServer> {
  const app = createNext({ dev: false, dir: process.cwd(), hostname: host, port });
  // Runs instrumentation.ts in this process, which opens it, and does not wait for that.
  await app.prepare();
  const { frontDoor } = await processIsOpen();
  const handle = app.getRequestHandler();
  const assets = brotliAssets();
  const https = env().APP_URL.startsWith("https:");
  const stalls = new Stalls();
  stalls.start();
  const server = createServer({ connectionsCheckingInterval: LOOK_MS }, (request, response) => {
    response.setMaxListeners(MAX_WAITING_FOR_END);
    const addHeaders = completeHeaders(response, safeHeaders(request.url ?? "", https));
    stalls.add(response, Date.now());
    response.once("close", () => stalls.remove(response));
    if (isMalformed(request)) return refuse(response);
    if (!methodsOf(request.url ?? "").has(request.method ?? "")) return refuseMethod(request, response);
    if (assets(request, response)) return;
    limitBody(request);
    recordPeer(request, trustedProxyHops);
    recordQuery(request);
    enter(frontDoor, request, response, addHeaders)
      .then((mayEnter) => (mayEnter ? handle(request, response) : undefined))
      .catch((error: unknown) => fail(response, error));
  });
  limitConnections(server, env().MAX_CONNECTIONS);
  server.requestTimeout = UPLOAD_TIMEOUT_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      await drain(server);
      await app.close();
    },
  };
}

/** Counts a request at the door. @returns false when it was refused there, and answered */
async function enter(
  frontDoor: OpenProcess["frontDoor"],
  request: IncomingMessage,
  response: ServerResponse,
  addHeaders: (headers: Record<string, string>) => void,
): Promise<boolean> {
  const { headers, refusal } = await frontDoor(request.url ?? "", request.headers);
  addHeaders(headers);
  if (!refusal) return true;
  // What is still sent of the request is not waited for.
  response.writeHead(refusal.status, { ...Object.fromEntries(refusal.headers), connection: "close" });
  response.end(await refusal.text());
  return false;
}

/** Node has one limit for all requests, that of the longest: who sends anything shorter is let go sooner. */
function limitBody(request: IncomingMessage): void {
  if (request.complete || UPLOADS.test(request.url ?? "")) return;
  const cut = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, REQUEST_TIMEOUT_MS);
  cut.unref();
  for (const event of ["end", "close"] as const) request.once(event, () => clearTimeout(cut));
}

/**
 * Next.js writes queries anew. A gateway's callback is evidence and is passed on as it came: its query travels in a header of our
 * own, whatever the client sent there.
 */
function recordQuery(request: IncomingMessage): void {
  const url = request.url ?? "";
  if (!url.startsWith("/api/gateways/")) return;
  const mark = url.indexOf("?");
  request.headers["x-raw-query"] = mark < 0 ? "" : url.slice(mark + 1);
}

/** Pages are read, and sent forms; Next.js would show them to every method that there is. */
const PAGE_METHODS = new Set(["GET", "HEAD", "POST"]);
const API_METHODS = new Set([...PAGE_METHODS, "PUT", "PATCH", "DELETE", "OPTIONS"]);
const methodsOf = (url: string) => (/^\/(api|sandbox)\//.test(url) ? API_METHODS : PAGE_METHODS);

/**
 * A path that is no UTF-8 once decoded, or a whole address where a path belongs. Next.js answers them with errors or redirects of
 * its own, which would look like ours.
 */
function isMalformed(request: IncomingMessage): boolean {
  if (!request.url?.startsWith("/")) return true;
  try {
    decodeURIComponent(request.url?.split("?", 1)[0] ?? "");
    return false;
  } catch {
    return true;
  }
}

function refuse(response: ServerResponse): void {
  const problem = {
    type: "about:blank",
    title: "Bad Request",
    status: 400,
    code: "MALFORMED_URL",
    detail: "The address is not a path in valid UTF-8.",
  };
  response.writeHead(400, { "content-type": "application/problem+json" });
  response.end(JSON.stringify(problem));
}

function refuseMethod({ url }: IncomingMessage, response: ServerResponse): void {
  const allow = [...methodsOf(url ?? "")].join(", ");
  const problem = {
    type: "/docs#METHOD_NOT_ALLOWED",
    title: "Method Not Allowed",
    status: 405,
    code: "METHOD_NOT_ALLOWED",
  };
  response.writeHead(405, { "content-type": "application/problem+json", allow, connection: "close" });
  response.end(JSON.stringify(problem));
}

function fail(response: ServerResponse, error: unknown): void {
  logger.error({ err: error }, "an answer could not be given");
  if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
  response.end();
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
}

/** Stops taking connections, lets running answers end, and cuts what is still open after a while (live streams). */
function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
