import type { IncomingMessage } from "node:http";

/**
 * Makes X-Forwarded-For trustworthy: without a proxy in front it is the peer's address whatever the client sent; behind
 * proxies the peer is appended, as each proxy did, so that the client stands `trustedProxyHops` from the right.
 */
export function recordPeer(request: Pick<IncomingMessage, "headers" | "socket">, trustedProxyHops: number): void {
  const peer = request.socket.remoteAddress ?? "unknown";
  const sent = request.headers["x-forwarded-for"];
  const before = trustedProxyHops > 0 && sent ? `${[sent].flat().join(", ")}, ` : "";
  request.headers["x-forwarded-for"] = `${before}${peer}`;
}
