import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as alipay from "./alipay.ts";
import { keepBooks, openBooks } from "./books.ts";
import { control } from "./control.ts";
import * as epay from "./epay.ts";
import { GatewaySandbox } from "./sandbox.ts";
import type { ApiAnswer, ApiFault, ApiRequest, Endpoint, SandboxKind, Signing } from "./types.ts";
import * as wechatpay from "./wechatpay.ts";
import { json } from "./words.ts";

export type { Attempt, Delivered, RetryOptions } from "./deliver.ts";
export { retryGapsS, sendOnce } from "./deliver.ts";
export type { FaultOrder } from "./faults.ts";
export { type Delivery, GatewaySandbox, type Sum } from "./sandbox.ts";
export * from "./types.ts";

const MAX_BODY_BYTES = 1024 * 1024;
const KEEP_EVERY_MS = 10_000;

/** A sandbox that listens. Close it when done. */
export type ListeningSandbox = GatewaySandbox & { close(): Promise<void> };

/**
 * Starts the sandbox gateways on one HTTP server of 127.0.0.1: Alipay, WeChat Pay and epay with both versions, each at its real
 * paths, and the control below `/__control/`.
 * @param options.port 0, the default, takes a free one
 * @param options.keysFile keeps the keys over restarts
 * @param options.booksFile keeps the payments over restarts
 */
export async function gatewaySandbox(
  options: { port?: number; keysFile?: string; booksFile?: string } = {},
): Promise<ListeningSandbox> {
  const sandbox = new GatewaySandbox(options.keysFile);
  const { booksFile } = options;
  if (booksFile) openBooks(sandbox.till, booksFile);
  const server = createServer((request, response) => {
    handle(sandbox, request, response).catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  sandbox.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keep = () => booksFile && keepBooks(sandbox.till, booksFile);
  const keeping = setInterval(keep, KEEP_EVERY_MS).unref();
  return Object.assign(sandbox, {
    async close() {
      clearInterval(keeping);
      await closed(server);
      keep();
    },
  });
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function handle(sandbox: GatewaySandbox, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? "/", "http://sandbox");
  const body = await bodyOf(incoming);
  if (!body) return send(response, json(413, { error: "too large" }));
  const command = /^\/__control\/([\w-]+)$/.exec(url.pathname)?.[1];
  if (command) {
    const input = body.length > 0 ? JSON.parse(body.toString("utf8")) : Object.fromEntries(url.searchParams);
    const [status, value] = await control(sandbox, command, input);
    return send(response, json(status, value as object));
  }
  const request: ApiRequest = {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    search: url.search,
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body,
  };
  const place = placeOf(request);
  if (!place) return send(response, json(404, { error: "no gateway has this path" }));
  await answer(sandbox, place, request, response);
}

type Place = { kind: SandboxKind; endpoint: Endpoint };

function placeOf(request: ApiRequest): Place | undefined {
  const first = alipay.endpointOf(request.path);
  if (first) return { kind: "alipay", endpoint: first };
  const second = wechatpay.endpointOf(request.path, request.method);
  return second ? { kind: "wechatpay", endpoint: second } : epay.endpointOf(request.path, request.query);
}

const signings: Partial<Record<ApiFault, Signing>> = { bad_signature: "bad", unsigned: "none", skewed: "skewed" };

async function answer(
  sandbox: GatewaySandbox,
  { kind, endpoint }: Place,
  request: ApiRequest,
  response: ServerResponse,
): Promise<void> {
  const fault = sandbox.faults.take(kind, endpoint);
  if (fault === "hang") return;
  if (fault === "reset") return void response.destroy();
  if (fault === "html") return send(response, page(200));
  if (fault === "500") return send(response, page(500));
  if (fault === "busy") return send(response, json(429, { code: "FREQUENCY_LIMITED", message: "请求过于频繁" }));
  const given = await answerOf(sandbox, kind, request, (fault && signings[fault]) ?? "good");
  if (fault === "hang_after") return;
  if (fault === "truncated") given.body = given.body.subarray(0, given.body.length / 2);
  send(response, given);
}

function answerOf(sandbox: GatewaySandbox, kind: SandboxKind, request: ApiRequest, signing: Signing) {
  const { keys, till, url } = sandbox;
  if (kind === "alipay") return alipay.answer(keys, till, request, signing, url);
  if (kind === "wechatpay") return wechatpay.answer(keys, till, request, signing, url);
  return epay.answer(keys, till, request, signing);
}

const page = (status: number): ApiAnswer => ({
  status,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: Buffer.from("<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"),
});

function send(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  response.writeHead(status, { ...headers, "content-length": body.length }).end(body);
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk as Buffer);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks);
}
