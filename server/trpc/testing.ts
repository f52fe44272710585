import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { handleTrpc } from "./http.ts";

/** For tests: the console's server over a real socket, a line to it that can be cut, and a console's stream. */

/** `/api/trpc` on a port of its own. */
export async function serveTrpc(): Promise<{ port: number; close(): Promise<void> }> {
  const server: HttpServer = createHttpServer(async (incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.on("close", () => gone.abort());
    const request = new Request(`http://127.0.0.1${incoming.url}`, {
      headers: incoming.headers as Record<string, string>,
      signal: gone.signal,
    });
    const answer = await handleTrpc(request);
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (!answer.body) return void outgoing.end();
    outgoing.flushHeaders();
    Readable.fromWeb(answer.body as never)
      .on("error", () => outgoing.destroy())
      .pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A line to a port that breaks after so many bytes of the answer, as `after` says for each connection. */
export async function cuttingLine(to: number, after: () => number) {
  const open = new Set<Socket>();
  let cuts = 0;
  const line: Server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    let left = after();
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => open.delete(socket));
    }
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    near.on("data", (piece) => far.write(piece));
    far.on("data", (piece: Buffer) => {
      near.write(piece.subarray(0, left));
      left -= piece.length;
      if (left > 0) return;
      cuts++;
      near.destroy();
      far.destroy();
    });
  });
  await new Promise<void>((resolve) => line.listen(0, "127.0.0.1", resolve));
  return {
    port: (line.address() as AddressInfo).port,
    cuts: () => cuts,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => line.close(resolve));
    },
  };
}

export type Said = { changes: { topic: string; subject: string }[]; everything: boolean };
type Opened = { port: number; cookie: string; signal: AbortSignal; hear(said: Said): void };

/** A console's stream, as browsers keep it: it comes back after a cut and says what it heard last. Ends with its signal. */
export async function listen({ port, cookie, signal, hear }: Opened): Promise<void> {
  let last: string | undefined;
  while (!signal.aborted) {
    try {
      const headers = { cookie, accept: "text/event-stream", ...(last !== undefined && { "last-event-id": last }) };
      const answer = await fetch(`http://127.0.0.1:${port}/api/trpc/live.desk`, { headers, signal });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      for await (const { id, event, data } of eventsOf(answer)) {
        if (event !== "message" || data === "") continue;
        const said = JSON.parse(data) as Said;
        if (!Array.isArray(said.changes)) continue;
        if (id !== undefined) last = id;
        hear(said);
      }
    } catch {
      if (signal.aborted) return;
    }
    await setTimeout(10);
  }
}

/** Opens one stream and tells its status; it stays open until the signal ends it. */
export async function openOne({ port, cookie, signal, hear }: Opened): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/trpc/live.desk`, { headers: { cookie }, signal });
  if (!answer.ok) {
    await answer.body?.cancel();
    return answer.status;
  }
  void (async () => {
    try {
      for await (const { event, data } of eventsOf(answer)) {
        const said = event === "message" && data !== "" ? (JSON.parse(data) as Said) : undefined;
        if (said && Array.isArray(said.changes)) hear(said);
      }
    } catch {
      // The signal ended it.
    }
  })();
  return answer.status;
}

async function* eventsOf(answer: Response): AsyncGenerator<{ id: string | undefined; event: string; data: string }> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of answer.body ?? []) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    const whole = text.split("\n\n");
    // What was cut off in its middle is no event.
    text = whole.pop() ?? "";
    for (const block of whole) {
      const field = (name: string) =>
        block
          .split("\n")
          .filter((line) => line.startsWith(`${name}:`))
          .map((line) => line.slice(name.length + 1).trim())
          .join("\n");
      yield { id: field("id") || undefined, event: field("event") || "message", data: field("data") };
    }
  }
}
