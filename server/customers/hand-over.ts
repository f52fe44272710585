import { errors, jwtVerify } from "jose";
import { z } from "zod";
import { transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { handOvers } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { customerActor, isReservedCustomer } from "#server/core/customer-id.ts";
import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { beginSession, endByToken } from "./sessions.ts";

/** Longest life of a token, from when the platform made it. */
const MAX_AGE_S = 120;
/** How far apart the two clocks may be. */
const SKEW_S = 30;
const MAX_TOKEN_CHARS = 2_000;

const claimsSchema = z.object({
  iss: z.string().min(1).max(200),
  sub: z
    .string()
    .min(1)
    .max(128)
    .refine((id) => !isReservedCustomer(id)),
  jti: z.string().min(8).max(128),
  iat: z.number(),
  exp: z.number(),
  orderNo: z.string().min(1).max(128).optional(),
  locale: z.enum(["zh-CN", "en"]).optional(),
});

export type HandedOver = {
  customerId: string;
  /** The session's token, for the browser's cookie and nothing else. */
  session: string;
  orderNo: string | undefined;
  locale: "zh-CN" | "en" | undefined;
};

/** The same for every fault, so that nobody learns by trying what is wrong with a token. */
const refused = () => new DomainError(401, "HAND_OVER_REFUSED", "This link has expired or was used.");

/**
 * Lets in the customer whom the platform hands over by a signed token (JWT, HS256, `typ: handover+jwt`): checks it, uses it up and
 * begins a session. The same token lets nobody in twice.
 * @param input `token` as the platform made it; `before` the token of the session that the browser had
 * @throws DomainError 401 HAND_OVER_REFUSED, whatever was wrong
 */
export async function handOver({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { token: string; before?: string | undefined };
}): Promise<HandedOver> {
  const now = ctx.clock.now();
  const claims = await verified(input.token, now);
  const { sub: customerId, orderNo, locale } = claims;
  const expiresAt = new Date((claims.exp + SKEW_S) * SECOND_MS);
  try {
    return await transact(async (tx) => {
      // A number means something for its maker alone.
      await tx.insert(handOvers).values({ jtiHash: sha256Hex(JSON.stringify([claims.iss, claims.jti])), expiresAt });
      await endByToken(tx, input.before, now);
      const { id, token } = await beginSession(tx, customerId, now);
      const by = { ...ctx, actor: customerActor(customerId) };
      await appendAudit(tx, by, { action: "customer.handed_over", subject: `customer_session:${id}` });
      return { customerId, session: token, orderNo, locale };
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw refused();
    throw error;
  }
}

async function verified(token: string, now: Date): Promise<z.output<typeof claimsSchema>> {
  const { APP_URL, PLATFORM_HANDOVER_SECRET, PLATFORM_WEBHOOK_SECRET } = env();
  const secrets = (PLATFORM_HANDOVER_SECRET ?? PLATFORM_WEBHOOK_SECRET ?? "").split(" ").filter(Boolean);
  if (token.length > MAX_TOKEN_CHARS) throw refused();
  for (const secret of secrets) {
    try {
      const { payload } = await jwtVerify(token, Buffer.from(secret.slice("whsec_".length), "base64"), {
        algorithms: ["HS256"],
        typ: "handover+jwt",
        audience: new URL(APP_URL).origin,
        requiredClaims: ["iss", "sub", "jti", "iat", "exp"],
        maxTokenAge: MAX_AGE_S,
        clockTolerance: SKEW_S,
        currentDate: now,
      });
      const claims = claimsSchema.safeParse(payload);
      if (!claims.success || claims.data.exp - claims.data.iat > MAX_AGE_S) throw refused();
      return claims.data;
    } catch (error) {
      // Not with this secret; the next one may be the one.
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      if (error instanceof errors.JOSEError) throw refused();
      throw error;
    }
  }
  throw refused();
}
