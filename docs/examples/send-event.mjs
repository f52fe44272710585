// Tells Daozhang what happened in a shop. Needs nothing but Node 20 or later:
//
//   DAOZHANG_URL=http://127.0.0.1:3000 PLATFORM_WEBHOOK_SECRET=whsec_… node send-event.mjs < event.json
//
// The input is one CloudEvent, or a list of up to 1,000. Sending the same again changes nothing, so whatever fails is sent again.
import { createHmac, randomUUID } from "node:crypto";

const { DAOZHANG_URL = "http://127.0.0.1:3000", PLATFORM_WEBHOOK_SECRET = "" } = process.env;

const parts = [];
for await (const part of process.stdin) parts.push(part);
const body = Buffer.concat(parts).toString("utf8");

const batch = Array.isArray(JSON.parse(body));
const id = `msg_${randomUUID()}`;
const timestamp = String(Math.floor(Date.now() / 1000));
const key = Buffer.from(PLATFORM_WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");

const answer = await fetch(`${DAOZHANG_URL}/api/events`, {
  method: "POST",
  headers: {
    "content-type": batch ? "application/cloudevents-batch+json" : "application/cloudevents+json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  },
  // The very text that was signed: parsing it and writing it anew could change it.
  body,
  signal: AbortSignal.timeout(30_000),
});
process.stdout.write(`${answer.status} ${await answer.text()}\n`);
// 202 means that it is on disk, for good. `rejected` names the events that are not well-formed; all others are in.
process.exit(answer.status === 202 ? 0 : 1);
