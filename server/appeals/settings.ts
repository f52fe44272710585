import { eq } from "drizzle-orm";
import type { z } from "zod";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { settings } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { type AppealPolicy, type AppealSettings, appealPolicySchema, saveAppealPolicySchema } from "./schemas.ts";

export const APPEAL_POLICY_KEY = "appeals.policy";

/** The policy in force. @throws ZodError when what is set makes no sense */
export async function loadAppealPolicy(reader: Db): Promise<AppealPolicy> {
  const { identityDays } = await read(reader);
  return { identityDays };
}

async function read(reader: Db): Promise<AppealSettings> {
  const [row] = await reader.select().from(settings).where(eq(settings.key, APPEAL_POLICY_KEY));
  const policy = appealPolicySchema.parse(row?.value ?? {});
  return { ...policy, version: row?.version ?? 0, updatedAt: row?.updatedAt.toISOString() ?? null };
}

/** The policy with its version. @throws DomainError 403 FORBIDDEN */
export async function getAppealSettings({ ctx }: { ctx: Ctx }): Promise<AppealSettings> {
  authorize(ctx, "tickets:read");
  return read(ctx.tx ?? db);
}

/**
 * Sets how long identity documents are kept after the decision; it holds for those that are kept already, too.
 * @throws DomainError 403 FORBIDDEN, 409 VERSION_CONFLICT; ZodError on bad input
 */
export async function saveAppealPolicy(args: {
  ctx: Ctx;
  input: z.input<typeof saveAppealPolicySchema>;
}): Promise<AppealSettings> {
  const ctx = authorize(args.ctx, "admin");
  const { version, ...policy } = saveAppealPolicySchema.parse(args.input);
  const work = async (tx: Tx): Promise<AppealSettings> => {
    const before = await read(tx);
    if (before.version !== version) {
      throw conflict("VERSION_CONFLICT", "Somebody else changed these settings. Read them again.");
    }
    const values = { key: APPEAL_POLICY_KEY, value: policy, version: version + 1, updatedAt: ctx.clock.now() };
    await tx.insert(settings).values(values).onConflictDoUpdate({ target: settings.key, set: values });
    await appendAudit(tx, ctx, {
      action: "settings.appeals_changed",
      subject: `settings:${APPEAL_POLICY_KEY}`,
      data: { before, after: policy },
    });
    return { ...policy, version: version + 1, updatedAt: values.updatedAt.toISOString() };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: APPEAL_POLICY_KEY });
}
