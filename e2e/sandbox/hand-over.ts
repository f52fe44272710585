import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { Target } from "./send.ts";

/**
 * Where the shop sends its own customer who wants help with an order: Daozhang lets them in by this link, once, within a minute.
 * @param target where Daozhang is, and the first of the secrets that it shares with the shop
 */
export async function supportLink(
  target: Target,
  customerId: string,
  orderNo: string,
  locale: string,
): Promise<string> {
  const { origin } = new URL(target.url);
  const [secret = ""] = target.secret.split(" ");
  const token = await new SignJWT({ orderNo, locale })
    .setProtectedHeader({ alg: "HS256", typ: "handover+jwt" })
    .setIssuer("sandbox-shop")
    .setAudience(origin)
    .setSubject(customerId)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime("60s")
    .sign(Buffer.from(secret.replace(/^whsec_/, ""), "base64"));
  return `${origin}/hand-over?token=${token}`;
}
