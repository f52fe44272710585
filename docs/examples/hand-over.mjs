// Makes the link by which a shop hands its own, signed-in customer over to Daozhang. Needs nothing but Node 20 or later:
//
//   DAOZHANG_URL=https://support.example PLATFORM_HANDOVER_SECRET=whsec_… node hand-over.mjs C1001 [ORDER_NO]
//
// Make it when the customer clicks, and answer with a redirect to it: it works once, for a minute.
import { createHmac, randomUUID } from "node:crypto";
import { pathToFileURL } from "node:url";

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

export function handOverLink({ url, secret, customerId, orderNo, locale }) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: "shop", // a name for your platform
    aud: new URL(url).origin,
    sub: customerId, // the id that your events call them by
    jti: randomUUID(), // used up with the link
    iat: now,
    exp: now + 60, // at most 120 seconds
    ...(orderNo ? { orderNo } : {}),
    ...(locale ? { locale } : {}), // zh-CN or en
  };
  const signed = `${part({ alg: "HS256", typ: "handover+jwt" })}.${part(claims)}`;
  // The key is what the text after whsec_ decodes to.
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(signed).digest("base64url");
  return `${new URL(url).origin}/hand-over?token=${signed}.${signature}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { DAOZHANG_URL: url = "http://127.0.0.1:3000", PLATFORM_HANDOVER_SECRET: secret = "" } = process.env;
  const [customerId, orderNo] = process.argv.slice(2);
  process.stdout.write(`${handOverLink({ url, secret, customerId, orderNo })}\n`);
}
