import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { CompactEncrypt } from "jose";
import { z } from "zod";
import { deliveryKey } from "#server/topup/card-keys/delivery.ts";
import { eventsOf, SHOP_SOURCE } from "./events.ts";
import { sendEvents, type Target } from "./send.ts";
import { mendingEvents, type Shop, type ShopOrder } from "./shop.ts";
import { isSigned } from "./signed.ts";
import type { Beat } from "./stories.ts";

const MAX_BODY_BYTES = 64 * 1024;
const KEPT = 10_000;

const about = { commandId: z.string().min(1), orderNo: z.string().min(1).max(128) };
const moneySchema = z.object({
  id: z.string().min(1),
  type: z.enum(["topup.credit.requested", "topup.refund.requested"]),
  data: z.object({ ...about, target: z.string().max(256), amountFen: z.number().int().positive() }),
});
const releaseSchema = z.object({
  id: z.string().min(1),
  type: z.literal("topup.risk.released"),
  data: z.object({ ...about, customerId: z.string().min(1) }),
});
const commandSchema = z.union([moneySchema, releaseSchema]);
type MoneyCommand = z.output<typeof moneySchema>;
type Command = z.output<typeof commandSchema>;
type Answer = { state: "succeeded" | "failed"; reference?: string; code?: string; message?: string };
type Kept = { command: Command; answer: Answer; key: string | undefined };
type Books = { creditedFen: number; refundedFen: number };

/**
 * What the sandbox shop does when Daozhang tells it to credit or refund an order, or that a review was passed: once for each
 * command, once for each order, and never on top of what it credited by itself. Orders that it does not remember, such as those of the demo's past, it takes
 * for its archive's: it credits them once, too.
 */
export class CommandDesk {
  private readonly shop: Shop;
  private readonly target: Target;
  private readonly kept = new Map<string, Kept>();
  private readonly archive = new Map<string, Books>();

  constructor(shop: Shop, target: Target) {
    this.shop = shop;
    this.target = target;
  }

  /** What the shop credited of an order in all, in fen. */
  creditedFen(orderNo: string): number {
    return this.booksOf(orderNo).creditedFen;
  }

  /** @returns false when the request is not about commands */
  async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    const [, asked] = /^\/commands(?:\/([^/]+))?$/.exec(path) ?? [];
    if (!/^\/commands(\/|$)/.test(path)) return false;
    const [status, body] = await this.answer(request, asked);
    if (status === 413) response.setHeader("connection", "close");
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
    response.end(JSON.stringify(body));
    return true;
  }

  private async answer(request: IncomingMessage, asked: string | undefined): Promise<[number, object]> {
    const body = await bodyOf(request);
    if (body === undefined) return [413, { code: "TOO_LARGE" }];
    const webhookId = String(request.headers["webhook-id"] ?? "");
    if (!isSigned(this.target.secret, request, body)) return [401, { code: "BAD_SIGNATURE" }];
    if (request.method === "GET" && asked !== undefined) {
      if (asked !== webhookId) return [401, { code: "BAD_SIGNATURE" }];
      const kept = this.kept.get(asked);
      return kept ? [200, await this.shown(kept)] : [404, { code: "COMMAND_NOT_FOUND" }];
    }
    if (request.method !== "POST" || asked !== undefined) return [405, { code: "METHOD_NOT_ALLOWED" }];
    const command = commandSchema.safeParse(parse(body));
    if (!command.success) return [400, { code: "BAD_COMMAND" }];
    const { id, data } = command.data;
    if (id !== webhookId || data.commandId !== webhookId) return [400, { code: "BAD_COMMAND" }];
    return [200, await this.shown(this.carryOut(command.data))];
  }

  /** In one turn of the event loop: whatever arrives at the same moment finds it done. */
  private carryOut(command: Command): Kept {
    const known = this.kept.get(command.data.commandId);
    if (known) return known;
    const kept = command.type === "topup.risk.released" ? this.release(command) : this.move(command);
    this.kept.set(command.data.commandId, kept);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(oldest);
    }
    return kept;
  }

  /** The review is over: the shop goes on with the order as it would have done without it. It remembers only its own orders. */
  private release(command: Command): Kept {
    const order = this.shop.find(command.data.orderNo);
    const { creditedFen, refundedFen } = this.booksOf(command.data.orderNo);
    const no = (code: string, message: string): Kept => ({
      ...{ command, key: undefined, answer: { state: "failed", code, message } },
    });
    if (!order) return no("ORDER_NOT_FOUND", "the shop no longer has this order");
    if (creditedFen > 0) return no("ALREADY_CREDITED", "the shop credited this order before");
    if (refundedFen > 0) return no("ALREADY_REFUNDED", "the shop gave the money of this order back");
    if (!order.mended && order.mending.length > 0) {
      const events = mendingEvents(order, new Date());
      order.events.push(...events);
      order.mended = true;
      sendEvents(this.target, events).catch((error: unknown) => console.error(error));
    }
    return {
      command,
      key: undefined,
      answer: { state: "succeeded", reference: `RELEASED-${randomBytes(4).toString("hex")}` },
    };
  }

  private move(command: MoneyCommand): Kept {
    const { orderNo, amountFen } = command.data;
    const order = this.shop.find(orderNo);
    const books = this.booksOf(orderNo);
    const credit = command.type === "topup.credit.requested";
    const refusal = refusalOf(credit, books, order, amountFen);
    const answer: Answer = refusal ?? { state: "succeeded", reference: `SANDBOX-${randomBytes(5).toString("hex")}` };
    const isKey = credit && !refusal && order?.purchase.product.type === "card_key";
    const kept: Kept = { command, answer, key: isKey ? `DEMO-${randomUUID().slice(9, 23).toUpperCase()}` : undefined };
    if (!refusal) this.post(command, order, books);
    return kept;
  }

  private post({ type, data }: MoneyCommand, order: ShopOrder | undefined, books: Books): void {
    const { commandId, orderNo, target, amountFen } = data;
    const credit = type === "topup.credit.requested";
    const beats: Beat[] = credit
      ? [
          // The command's id as the reference: so Daozhang knows that this is its own credit, and not a second one.
          [0, "credit.posted", { orderNo, amountFen, reference: commandId }],
          [0, "order.status_changed", { orderNo, status: "completed" }],
        ]
      : [
          [0, "payment.refunded", { orderNo, outTradeNo: target, amountFen }],
          [0, "order.status_changed", { orderNo, status: "refunded" }],
        ];
    const now = new Date();
    const events = order
      ? eventsOf(order.purchase, beats, `command:${commandId}`, now)
      : beats.map(([, kind, body], index) => ({
          specversion: "1.0" as const,
          id: `${orderNo}:command:${commandId}:${index}`,
          source: SHOP_SOURCE,
          type: `topup.${kind}`,
          subject: orderNo,
          time: new Date(now.getTime() + index).toISOString(),
          data: body,
        }));
    if (order) {
      order.events.push(...events);
      order.mended = true;
    } else {
      this.archive.set(orderNo, {
        creditedFen: books.creditedFen + (credit ? amountFen : 0),
        refundedFen: books.refundedFen + (credit ? 0 : amountFen),
      });
    }
    // The answer does not wait for the news: as in a real shop, they go their own way.
    sendEvents(this.target, events).catch((error: unknown) => console.error(error));
  }

  private async shown({ command, answer, key }: Kept): Promise<object> {
    if (key === undefined) return answer;
    const secret = this.target.secret.split(" ")[0] ?? "";
    const delivery = await new CompactEncrypt(new TextEncoder().encode(key))
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .encrypt(deliveryKey(secret, command.id));
    return { ...answer, delivery };
  }

  private booksOf(orderNo: string): Books {
    const order = this.shop.find(orderNo);
    if (!order) return this.archive.get(orderNo) ?? { creditedFen: 0, refundedFen: 0 };
    return { creditedFen: told(order, "topup.credit.posted"), refundedFen: told(order, "topup.payment.refunded") };
  }
}

const told = (order: ShopOrder, type: string) =>
  order.events
    .filter((event) => event.type === type)
    .reduce((sum, event) => sum + Number((event.data as { amountFen: number }).amountFen), 0);

function refusalOf(credit: boolean, books: Books, order: ShopOrder | undefined, amountFen: number): Answer | undefined {
  const no = (code: string, message: string): Answer => ({ state: "failed", code, message });
  const { creditedFen, refundedFen } = books;
  const priceFen = order?.purchase.product.priceFen ?? Math.max(amountFen, creditedFen + refundedFen);
  if (creditedFen + refundedFen + amountFen <= priceFen) return undefined;
  if (creditedFen > 0) return no("ALREADY_CREDITED", "the shop credited this order before");
  if (refundedFen > 0) return no("ALREADY_REFUNDED", "the shop gave the money of this order back");
  return no(credit ? "AMOUNT_TOO_HIGH" : "REFUND_TOO_HIGH", "more than the price of the order");
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused by the schema
  }
}
