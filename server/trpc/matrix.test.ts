import { TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { trpcMatrix as matrix } from "#server/core/matrix/index.ts";
import { FRESH_MS, type StaffRole, staffRoles } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { createCallerFactory, type Meta, type TrpcContext } from "./init.ts";
import { appRouter } from "./router.ts";

const procedures = Object.keys(appRouter._def.procedures);
const callerOf = createCallerFactory(appRouter);

/** Input that no procedure accepts: the permission is checked before it is read, so nothing is ever done. */
const NONSENSE = { nonsense: Symbol("nonsense") };

async function codeOf(path: string, staff: Ctx | null): Promise<string | undefined> {
  const context: TrpcContext = { staff, refresh: async () => staff };
  const call = path
    .split(".")
    .reduce((node: unknown, key) => (node as Record<string, unknown>)[key], callerOf(context)) as (
    input: unknown,
  ) => Promise<unknown>;
  try {
    await call(NONSENSE);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(TRPCError);
    const { cause, code } = error as TRPCError;
    return cause instanceof DomainError && cause.code === "SECOND_FACTOR_REQUIRED" ? cause.code : code;
  }
}

const NOW = new Date("2026-11-01T00:00:00Z");
const actor = (role: StaffRole, freshUntil: Date | null = ALWAYS): Ctx => ({
  actor: { kind: "staff", id: "s1", name: "S", role, freshUntil },
  clock: fixedClock(NOW.toISOString()),
});
/** Second factors that do not count: none shown, one that ends at this moment, one long over. */
const stale = [null, NOW, new Date(NOW.getTime() - FRESH_MS)];

logger.level = "silent";

describe("permission matrix", () => {
  test("names every procedure and no other", () => {
    expect(procedures.toSorted()).toEqual(Object.keys(matrix).toSorted());
  });

  test("every procedure says what it needs", () => {
    for (const path of procedures) {
      const { meta } =
        (appRouter._def.procedures as unknown as Record<string, { _def: { meta?: Meta } }>)[path]?._def ?? {};
      expect(meta?.permission, path).toBeTruthy();
    }
  });

  test.each(procedures)("%s", async (path) => {
    expect(await codeOf(path, null), "nobody").toBe("UNAUTHORIZED");
    for (const role of staffRoles) {
      const code = await codeOf(path, actor(role));
      if (!matrix[path]?.roles.includes(role)) {
        expect(code, role).toBe("FORBIDDEN");
        continue;
      }
      expect(["FORBIDDEN", "UNAUTHORIZED", "SECOND_FACTOR_REQUIRED"], role).not.toContain(code);
      for (const freshUntil of stale) {
        const late = await codeOf(path, actor(role, freshUntil));
        if (matrix[path]?.fresh) expect(late, role).toBe("SECOND_FACTOR_REQUIRED");
        else expect(late, role).toBe(code);
      }
    }
  });
});
