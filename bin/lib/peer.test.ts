import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { clientAddress } from "#server/http/client-address.ts";
import { recordPeer } from "./peer.ts";

/** Whose a request from `peer` is taken for, that came with this X-Forwarded-For. */
function seen(sent: string | undefined, peer: string, hops: number): string {
  const socket = { remoteAddress: peer } as Socket;
  const request = { socket, headers: sent === undefined ? {} : { "x-forwarded-for": sent } };
  recordPeer(request, hops);
  return clientAddress(new Headers(request.headers as Record<string, string>), hops);
}

test("without a proxy of ours, whatever a client says of itself is not believed", () => {
  for (const sent of [undefined, "6.6.6.6", "6.6.6.6, 7.7.7.7"]) expect(seen(sent, "192.0.2.1", 0)).toBe("192.0.2.1");
});

test("behind one, what that says is believed, and nothing that the client put before it", () => {
  expect(seen("192.0.2.1", "10.0.0.1", 1)).toBe("192.0.2.1");
  expect(seen("6.6.6.6, 192.0.2.1", "10.0.0.1", 1)).toBe("192.0.2.1");
});
