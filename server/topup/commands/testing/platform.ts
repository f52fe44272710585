import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

/** For tests: a platform over real HTTP that can be told how to answer, and remembers what it was asked. */

export const SECRET = "whsec_dGVzdC1zZWNyZXQtb2YtdGhlLXBsYXRmb3Jt";

export type Heard = { method: string; path: string; id: string; body: string; signed: boolean; contentType: string };
export type Reply = (response: ServerResponse, heard: Heard) => void;

export const json =
  (status: number, body: unknown, type = "application/json"): Reply =>
  (response) =>
    response.writeHead(status, { "content-type": type }).end(JSON.stringify(body));
export const html =
  (status: number): Reply =>
  (response) =>
    response.writeHead(status, { "content-type": "text/html" }).end("<h1>Something</h1>");
export const reset: Reply = (response) => response.destroy();
/** Never answers; the caller's time-out ends it. */
export const silent: Reply = () => {};
/** Breaks off in the middle of an answer that would have been good. */
export const halfway: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
  response.write('{"state":"succ', () => response.destroy());
};
export const done = (reference = "S-1", more: object = {}) => json(200, { state: "succeeded", reference, ...more });
export const failed = (code = "NO_STOCK") => json(200, { state: "failed", code, message: "why" });
export const pending = json(200, { state: "pending" });
export const never = json(404, { code: "COMMAND_NOT_FOUND" }, "application/problem+json");

export class ScriptedPlatform {
  readonly heard: Heard[] = [];
  /** How commands, and questions about them, are answered: the first of each list, and the last one for ever. */
  sends: Reply[] = [done()];
  asks: Reply[] = [never];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get sent(): Heard[] {
    return this.heard.filter(({ method }) => method === "POST");
  }
  get asked(): Heard[] {
    return this.heard.filter(({ method }) => method === "GET");
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const heard: Heard = {
      method: request.method ?? "",
      path: request.url ?? "",
      id: String(request.headers["webhook-id"]),
      body: Buffer.concat(parts).toString("utf8"),
      signed: false,
      contentType: String(request.headers["content-type"] ?? ""),
    };
    heard.signed = isSigned(heard, request);
    this.heard.push(heard);
    const script = heard.method === "POST" ? this.sends : this.asks;
    const reply = script.length > 1 ? script.shift() : script[0];
    reply?.(response, heard);
  }
}

function isSigned(heard: Heard, request: IncomingMessage): boolean {
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
  const headers = Object.fromEntries(names.map((name) => [name, String(request.headers[name])]));
  try {
    new Webhook(SECRET).verify(heard.body, headers, { jsonParse: false });
    return true;
  } catch {
    return false; // which is what the test looks at
  }
}
