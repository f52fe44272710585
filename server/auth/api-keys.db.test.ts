import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db } from "#db/client.ts";
import { apiKeys, auditLog } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { may, systemContext } from "#server/core/context.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { apiKeyContext, createApiKey, listApiKeys, revokeApiKey } from "./api-keys.ts";

freshDatabase({ beforeEach, afterEach });

const ctx = systemContext("test");

describe("API keys", () => {
  it("are 256 random bits of which only the hash is kept", async () => {
    const { key, id } = await createApiKey({ ctx, input: { name: "shop", scopes: ["tickets:read"] } });
    expect(key).toMatch(/^dz_[A-Za-z0-9_-]{43}$/);
    const [row] = await db.select().from(apiKeys);
    expect(row).toMatchObject({ id, name: "shop", scopes: ["tickets:read"], revokedAt: null });
    expect(JSON.stringify(row)).not.toContain(key);
    const audited = JSON.stringify(await db.select().from(auditLog));
    expect(audited).toContain("api_key.created");
    expect(audited).not.toContain(key);
  });

  it("speak for their own actor with their scopes and nothing more", async () => {
    const { key, id } = await createApiKey({ ctx, input: { name: "shop", scopes: ["tickets:read", "tickets:read"] } });
    const found = await apiKeyContext(`Bearer ${key}`);
    expect(found?.actor).toEqual({ kind: "apiKey", id, name: "shop", scopes: ["tickets:read"] });
    expect(found && may(found.actor, "tickets:read")).toBe(true);
    expect(found && may(found.actor, "tickets:write")).toBe(false);
    const all = await createApiKey({ ctx, input: { name: "all", scopes: ["*", "admin"] } });
    const root = await apiKeyContext(`bearer ${all.key}`);
    expect(root && may(root.actor, "topups:approve")).toBe(true);
  });

  it.each([null, "", "Bearer", "Bearer dz_nothing", "Basic abc", `Bearer ${"x".repeat(5_000)}`])(
    "%s is nobody",
    async (header) => {
      await createApiKey({ ctx, input: { name: "shop", scopes: ["*"] } });
      expect(await apiKeyContext(header)).toBeNull();
    },
  );

  it("end when they are revoked", async () => {
    const { key, id } = await createApiKey({ ctx, input: { name: "shop", scopes: ["*"] } });
    expect(await listApiKeys({ ctx })).toMatchObject([{ id, hint: key.slice(0, 9) }]);
    await revokeApiKey({ ctx, input: { id } });
    await revokeApiKey({ ctx, input: { id } });
    expect(await apiKeyContext(`Bearer ${key}`)).toBeNull();
    expect(await listApiKeys({ ctx })).toEqual([]);
    await expect(revokeApiKey({ ctx, input: { id: "none" } })).rejects.toMatchObject({ code: "API_KEY_NOT_FOUND" });
  });

  it("are made by administrators, with scopes that exist", async () => {
    const agent = { ...ctx, actor: { kind: "staff", id: "s1", name: "a", role: "agent", freshUntil: ALWAYS } as const };
    const input = { name: "shop", scopes: ["*" as const] };
    await expect(createApiKey({ ctx: agent, input })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(listApiKeys({ ctx: agent })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const wrong = { name: "shop", scopes: ["money:all"] } as unknown as typeof input;
    await expect(createApiKey({ ctx, input: wrong })).rejects.toThrow();
    await expect(createApiKey({ ctx, input: { name: "shop", scopes: [] } })).rejects.toThrow();
  });
});
