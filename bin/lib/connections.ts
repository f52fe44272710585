import type { Server } from "node:http";
import type { Socket } from "node:net";

const BODY = JSON.stringify({
  type: "/docs#TOO_MANY_CONNECTIONS",
  title: "Too many connections",
  status: 503,
  code: "TOO_MANY_CONNECTIONS",
  detail: "The server has as many connections as it takes. Try again in a moment.",
});
const ANSWER = [
  "HTTP/1.1 503 Service Unavailable",
  "Content-Type: application/problem+json",
  `Content-Length: ${Buffer.byteLength(BODY)}`,
  "Retry-After: 5",
  "Cache-Control: no-store",
  "Connection: close",
  "",
  BODY,
].join("\r\n");
/** How long a refused peer has to take its answer. */
const LINGER_MS = 2_000;
/** Refused connections that are still being answered; what comes beyond is closed without a word. */
const MAX_LINGERING = 1_000;

/**
 * Lets at most `max` connections into `server`. Those beyond get a fixed 503 with Retry-After, before any of what they send is
 * looked at, and are closed (`server.maxConnections` would close them without a word). Call it before listening.
 */
export function limitConnections(server: Server, max: number): void {
  const accept = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  let open = 0;
  let lingering = 0;
  server.on("connection", (socket: Socket) => {
    if (open >= max) {
      if (lingering >= MAX_LINGERING) return void socket.destroy();
      lingering++;
      socket.once("close", () => lingering--);
      return refuse(socket);
    }
    open++;
    socket.once("close", () => open--);
    for (const listener of accept) listener.call(server, socket);
  });
}

function refuse(socket: Socket): void {
  const cut = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(cut));
  socket.on("error", () => socket.destroy());
  // What it sends is read and dropped: bytes left unread would turn the close into a reset, and the answer would be lost.
  socket.resume();
  socket.end(ANSWER);
}
