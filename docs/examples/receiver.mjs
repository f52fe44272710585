// A complete receiver for Daozhang's commands, for shops to start from. Needs nothing but Node 20 or later:
//
//   DAOZHANG_COMMAND_SECRET=whsec_… PORT=8080 node receiver.mjs
//
// Then PLATFORM_URL=http://127.0.0.1:8080 and the same secret on Daozhang's side (here several may stand, separated by spaces,
// while one replaces the other). It keeps its books in one JSON file; a real
// shop keeps them in its database, and does what `decide` does in one transaction. docs/integration.md explains each rule.
import { createCipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";

const { PORT = "8080", HOST = "127.0.0.1", DAOZHANG_COMMAND_SECRET = "", BOOKS = "books.json" } = process.env;
const MAX_BODY_BYTES = 64 * 1024;
const TOLERANCE_S = 300;
const [CREDIT, REFUND, RELEASE] = ["topup.credit.requested", "topup.refund.requested", "topup.risk.released"];

// The shop's own books. Orders: {priceFen, creditedFen, paidBy?, cardKey?, held?}, of which the shop credits most by itself when a payment
// (`paidBy`) comes in. Refunds: fen by payment. Commands: the answer that was given to each, under its id; that is what makes a
// repetition harmless.
let books = load();

function load() {
  try {
    return JSON.parse(readFileSync(BOOKS, "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return { orders: {}, refunds: {}, commands: {} };
  }
}

// Written to a second file and renamed, so that a crash leaves the old books or the new ones, never half of them.
function save(changed) {
  writeFileSync(`${BOOKS}.new`, JSON.stringify(changed), { flush: true });
  renameSync(`${BOOKS}.new`, BOOKS);
  books = changed;
}

const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);
const secrets = DAOZHANG_COMMAND_SECRET.split(" ").map((each) => Buffer.from(each.replace(/^whsec_/, ""), "base64"));

/**
 * Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`. For a GET the body is empty. Any of several signatures may fit.
 * @returns the secret that it was signed with; undefined for whatever is not to be believed
 */
function signedWith(headers, body) {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures } = headers;
  if (!id || !signatures || !/^\d{1,12}$/.test(timestamp ?? "")) return undefined;
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_S) return undefined;
  const given = signatures
    .split(" ")
    .flatMap((each) => (each.startsWith("v1,") ? [Buffer.from(each.slice(3), "base64")] : []));
  return secrets.find((secret) => {
    const right = createHmac("sha256", secret).update(`${id}.${timestamp}.`).update(body).digest();
    return given.some((each) => each.length === right.length && timingSafeEqual(each, right));
  });
}

/** A card key as Daozhang wants it: a compact JWE, `dir` + `A256GCM`, under a key that is made for this one command. */
function encryptKey(secret, commandId, text) {
  const key = Buffer.from(hkdfSync("sha256", secret, "daozhang", `card-key:${commandId}`, 32));
  const header = Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString("base64url");
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(header));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const parts = [iv, body, cipher.getAuthTag()].map((part) => part.toString("base64url"));
  return [header, "", ...parts].join(".");
}

/** A command's answer as it goes out: with the card key, where the order has one. */
function shown(secret, commandId) {
  const { orderNo, type, ...answer } = books.commands[commandId];
  const text = type === CREDIT && answer.state === "succeeded" ? books.orders[orderNo].cardKey : undefined;
  return { ...answer, ...(text && { delivery: encryptKey(secret, commandId, text) }) };
}

/**
 * Carries a command out, or says why not. Asked twice it answers the same, and an order is credited once whoever asks: this is
 * the part that must be one transaction, under a lock on the order, in a real shop.
 */
function decide(type, { commandId, orderNo, target, amountFen }) {
  if (own(books.commands, commandId)) return;
  const changed = structuredClone(books);
  const order = own(changed.orders, orderNo);
  const may = { [CREDIT]: () => mayCredit(order, amountFen), [REFUND]: () => mayRefund(order, target, amountFen) };
  const refusal = type === RELEASE ? mayRelease(order) : may[type]();
  if (!refusal && type === CREDIT) order.creditedFen += amountFen;
  // A real shop starts its own delivery here, and tells of it by events as always. Nothing is credited by the command itself.
  if (!refusal && type === RELEASE) order.held = false;
  if (!refusal && type === REFUND) changed.refunds[target] = refundedFen(target) + amountFen;
  const answer = refusal ?? { state: "succeeded", reference: `SHOP-${randomBytes(6).toString("hex")}` };
  changed.commands[commandId] = { orderNo, type, ...answer };
  save(changed);
}

const no = (code, message) => ({ state: "failed", code, message });
const refundedFen = (payment) => own(books.refunds, payment) ?? 0;

/** The shop may well take the order for unpaid: that its payment came without a callback is why it is credited this way. */
function mayCredit(order, amountFen) {
  if (!order) return no("ORDER_NOT_FOUND", "the shop has no such order");
  // The rule above all others: credited already, by the shop itself or by another command, is `failed`, not `succeeded`.
  if (order.creditedFen + amountFen > order.priceFen && order.creditedFen > 0) {
    return no("ALREADY_CREDITED", "this order was credited before");
  }
  if (amountFen > order.priceFen) return no("AMOUNT_TOO_HIGH", "more than the order's price");
  if (order.paidBy && refundedFen(order.paidBy) > 0) return no("ALREADY_REFUNDED", "its payment went back");
}

/** A review was passed: the shop goes on with the order by itself, unless it did already. */
function mayRelease(order) {
  if (!order) return no("ORDER_NOT_FOUND", "the shop has no such order");
  if (order.creditedFen > 0) return no("ALREADY_CREDITED", "this order was delivered before");
  if (order.paidBy && refundedFen(order.paidBy) > 0) return no("ALREADY_REFUNDED", "its payment went back");
}

/** `target` is the payment that goes back. One that the shop credited stays; a second payment of the same order may go. */
function mayRefund(order, target, amountFen) {
  if (!order) return no("ORDER_NOT_FOUND", "the shop has no such order");
  if (order.creditedFen > 0 && (order.paidBy ?? target) === target) {
    return no("ALREADY_CREDITED", "what this payment paid for was credited");
  }
  if (refundedFen(target) + amountFen > order.priceFen) return no("REFUND_TOO_HIGH", "more than was paid");
}

/** What may be in a command. Anything else is refused with a status, and nothing is written down. */
function readCommand(body, webhookId) {
  let event;
  try {
    event = JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
  const { type, id, data } = event ?? {};
  if (![CREDIT, REFUND, RELEASE].includes(type)) return undefined;
  if (typeof data?.commandId !== "string" || typeof data.orderNo !== "string") return undefined;
  if (
    type !== RELEASE &&
    (typeof data.target !== "string" || !Number.isSafeInteger(data.amountFen) || data.amountFen <= 0)
  )
    return undefined;
  // The signature covers `webhook-id`: a command under another id than its own was put together by somebody else.
  return id === webhookId && data.commandId === webhookId ? { type, data } : undefined;
}

async function readBody(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MAX_BODY_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function answer(request) {
  const path = new URL(request.url, "http://shop").pathname;
  const body = await readBody(request);
  if (body === undefined) return [413, { code: "TOO_LARGE" }];
  const secret = signedWith(request.headers, body);
  if (!secret) return [401, { code: "BAD_SIGNATURE" }];
  const webhookId = request.headers["webhook-id"];
  if (request.method === "POST" && path === "/commands") {
    const command = readCommand(body, webhookId);
    if (!command) return [400, { code: "BAD_COMMAND" }];
    decide(command.type, command.data);
    return [200, shown(secret, webhookId)];
  }
  const [, asked] = /^\/commands\/([^/]+)$/.exec(path) ?? [];
  if (request.method === "GET" && asked !== undefined) {
    if (asked !== webhookId) return [401, { code: "BAD_SIGNATURE" }];
    // This 404 means "it never reached me", after which Daozhang sends the same command again.
    return own(books.commands, asked) ? [200, shown(secret, asked)] : [404, { code: "COMMAND_NOT_FOUND" }];
  }
  return [404, { code: "NOT_FOUND" }];
}

if (secrets.some((secret) => secret.length < 24)) {
  console.error("Set DAOZHANG_COMMAND_SECRET to the whsec_… secret that Daozhang signs its commands with.");
  process.exit(1);
}
const server = createServer((request, response) => {
  answer(request)
    .catch((error) => {
      // A fault is 500: Daozhang asks again later, and nothing is decided by it.
      console.error(error);
      return [500, { code: "INTERNAL" }];
    })
    .then(([status, json]) => {
      if (status === 413) response.setHeader("connection", "close");
      response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(json));
    });
});
server.listen(Number(PORT), HOST, () => {
  process.stdout.write(`receiving commands on http://${HOST}:${server.address().port}\n`);
});
