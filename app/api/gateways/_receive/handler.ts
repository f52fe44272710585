import { systemClock } from "#server/core/clock.ts";
import type { RawRequest } from "#server/gateways/index.ts";
import type { GatewayKind } from "#server/gateways/schemas.ts";
import { clientAddress, noStore, problem, readBytes, requireMediaType } from "#server/http/index.ts";
import { callbackChannel, receiveCallback } from "#server/payments/index.ts";

/** No gateway's callback comes near this. */
export const MAX_CALLBACK_BYTES = 64 * 1024;

const mediaTypes: Record<GatewayKind, string> = {
  alipay: "application/x-www-form-urlencoded",
  wechatpay: "application/json",
  epay: "application/x-www-form-urlencoded",
};

type Route = { params: Promise<{ channel: string }> };

/**
 * The notify address of gateways of one kind.
 * @returns a handler that answers as the protocol wants, once the request is durable; otherwise a problem, with nothing stored
 */
export function notifyHandler(kind: GatewayKind) {
  return async (incoming: Request, { params }: Route): Promise<Response> => {
    try {
      const { channel } = await params;
      await callbackChannel(channel, kind);
      const request = await rawRequest(incoming, kind);
      const answer = await receiveCallback({
        ctx: { actor: { kind: "gateway", id: `gateway:${channel}`, name: channel }, clock: systemClock },
        input: { channel, kind, request, remoteAddress: clientAddress(incoming.headers) },
      });
      // A status that has no body, as 204, must not be given an empty one.
      return new Response(answer.body === "" ? null : answer.body, {
        status: answer.status,
        headers: { ...noStore, ...(answer.body === "" ? {} : { "Content-Type": answer.contentType }) },
      });
    } catch (error) {
      return problem(error, incoming);
    }
  };
}

async function rawRequest(incoming: Request, kind: GatewayKind): Promise<RawRequest> {
  if (incoming.method !== "GET") requireMediaType(incoming, mediaTypes[kind]);
  const body = incoming.method === "GET" ? Buffer.alloc(0) : await readBytes(incoming, MAX_CALLBACK_BYTES);
  // `bin/serve` keeps the query as it was sent; Next.js has written the address anew.
  const query = incoming.headers.get("x-raw-query") ?? new URL(incoming.url).search.slice(1);
  return { method: incoming.method, query, headers: Object.fromEntries(incoming.headers), body };
}
