import { and, desc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { db, transact } from "#db/client.ts";
import { apiKeys } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { type Clock, systemClock } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { newId, newSecret, sha256Hex } from "#server/core/ids.ts";
import { permissions } from "#server/core/permissions.ts";
import { revokeInvitationsBy } from "./invitations.ts";

const PREFIX = "dz_";
/** Characters of the key that are kept in the clear, to tell keys apart in lists and logs. */
const HINT_LENGTH = PREFIX.length + 6;

export const createApiKeySchema = z.object({
  name: z.string().trim().min(1).max(80),
  scopes: z
    .array(z.enum(["*", ...permissions]))
    .min(1)
    .max(permissions.length + 1),
});
export type CreateApiKeyInput = z.input<typeof createApiKeySchema>;

export type CreatedApiKey = { id: string; name: string; scopes: string[]; key: string };
export type ApiKeyView = { id: string; name: string; hint: string; scopes: string[]; createdAt: string };

/**
 * Makes an API key. The key is in the answer and nowhere else: the database keeps its SHA-256, which is enough for
 * 256 random bits.
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function createApiKey({ ctx, input }: { ctx: Ctx; input: CreateApiKeyInput }): Promise<CreatedApiKey> {
  const allowed = authorize(ctx, "admin");
  const { name, scopes: asked } = createApiKeySchema.parse(input);
  const scopes: string[] = asked.includes("*") ? ["*"] : [...new Set(asked)];
  const key = `${PREFIX}${newSecret(32)}`;
  const id = newId();
  await transact(async (tx) => {
    await tx.insert(apiKeys).values({
      id,
      name,
      hash: sha256Hex(key),
      hint: key.slice(0, HINT_LENGTH),
      scopes,
      createdAt: ctx.clock.now(),
      revokedAt: null,
    });
    await appendAudit(tx, allowed, { action: "api_key.created", subject: `apiKey:${id}`, data: { name, scopes } });
  });
  return { id, name, scopes, key };
}

/**
 * Ends a key at once, and the invitations that it sent. Ending one that has ended changes nothing.
 * @throws DomainError 403 FORBIDDEN, 404 API_KEY_NOT_FOUND
 */
export async function revokeApiKey({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<void> {
  const allowed = authorize(ctx, "admin");
  const now = ctx.clock.now();
  await transact(
    async (tx) => {
      const [row] = await tx.select().from(apiKeys).where(eq(apiKeys.id, input.id));
      if (!row) throw notFound("API_KEY");
      if (row.revokedAt) return;
      await tx.update(apiKeys).set({ revokedAt: now }).where(eq(apiKeys.id, row.id));
      const invitations = await revokeInvitationsBy(tx, row.id, now);
      await appendAudit(tx, allowed, {
        action: "api_key.revoked",
        subject: `apiKey:${row.id}`,
        data: { name: row.name, invitations },
      });
    },
    { serializeOn: "auth" },
  );
}

/** The living keys, newest first, at most 200. @throws DomainError 403 FORBIDDEN */
export async function listApiKeys({ ctx }: { ctx: Ctx }): Promise<ApiKeyView[]> {
  authorize(ctx, "admin");
  const rows = await db
    .select()
    .from(apiKeys)
    .where(isNull(apiKeys.revokedAt))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(200);
  return rows.map(({ id, name, hint, scopes, createdAt }) => ({
    id,
    name,
    hint,
    scopes,
    createdAt: createdAt.toISOString(),
  }));
}

/**
 * Who a request's `Authorization: Bearer dz_…` speaks for. Whatever the header holds, the same work is done: one hash
 * and one look-up by it, so that timing tells nothing about keys.
 * @param authorization the header's value, or null when it was not sent
 * @returns the context of that key; null when there is no such living key
 */
export async function apiKeyContext(authorization: string | null, clock: Clock = systemClock): Promise<Ctx | null> {
  const [, key = ""] = /^Bearer +(\S{1,200}) *$/i.exec(authorization ?? "") ?? [];
  const [row] = await db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.hash, sha256Hex(key)), isNull(apiKeys.revokedAt)));
  if (!row) return null;
  return { actor: { kind: "apiKey", id: row.id, name: row.name, scopes: row.scopes }, clock };
}
