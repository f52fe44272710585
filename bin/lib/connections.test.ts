import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { limitConnections } from "./connections.ts";

let server: Server;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

async function listening(max: number): Promise<number> {
  server = createServer((_request, response) => response.end("served"));
  limitConnections(server, max);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function held(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

async function ask(port: number): Promise<string> {
  const socket = await held(port);
  socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  return text(socket);
}

test("those beyond the limit are told so and when to come back; those within are served, and places come free", async () => {
  const port = await listening(3);
  const first = [await held(port), await held(port)];
  expect(await ask(port)).toContain("served");
  first.push(await held(port));
  const refused = await Promise.all(Array.from({ length: 20 }, () => ask(port)));
  for (const answer of refused) {
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toContain("Retry-After: 5");
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({ status: 503, code: "TOO_MANY_CONNECTIONS" });
  }
  first[0]?.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const [kept] = await new Promise<Buffer[]>((resolve) => first[0]?.once("data", (data: Buffer) => resolve([data])));
  expect(String(kept)).toContain("served");
  first[1]?.destroy();
  await expect.poll(() => ask(port)).toContain("served");
});
