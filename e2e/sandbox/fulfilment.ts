import type { IncomingMessage, ServerResponse } from "node:http";
import type { Target } from "./send.ts";
import type { Shop, ShopOrder } from "./shop.ts";
import { isSigned } from "./signed.ts";

type Said = { supplier: string; supplierRef?: string; errorCode?: string; errorMessage?: string; creditedFen?: number };

/**
 * Answers `GET /orders/{orderNo}/fulfilment`: what the shop's supplier says of an order now.
 * @returns false when the request is not about that
 */
export function answerFulfilment(
  { shop, target }: { shop: Shop; target: Target },
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): boolean {
  const [, named] = /^\/orders\/([^/]+)\/fulfilment$/.exec(path) ?? [];
  if (named === undefined) return false;
  const [status, body] = answer(shop, target, request, named);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
  return true;
}

function answer(shop: Shop, target: Target, request: IncomingMessage, named: string): [number, object] {
  if (!isSigned(target.secret, request, "")) return [401, { code: "BAD_SIGNATURE" }];
  if (request.method !== "GET") return [405, { code: "METHOD_NOT_ALLOWED" }];
  const order = shop.find(decodeURIComponent(named));
  return order ? [200, stateOf(order)] : [404, { code: "ORDER_NOT_FOUND" }];
}

function stateOf({ events }: ShopOrder): object {
  const last = events.findLast((event) => event.type.startsWith("topup.fulfilment."));
  if (!last) return { state: "none" };
  const { supplier, supplierRef, errorCode, errorMessage, creditedFen } = last.data as Said;
  return {
    state: last.type.slice("topup.fulfilment.".length),
    supplier,
    supplierRef,
    code: errorCode,
    message: errorMessage,
    creditedFen,
    at: last.time,
  };
}
