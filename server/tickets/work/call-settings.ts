import { eq, sql } from "drizzle-orm";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { settings } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { type CallSettings, callSettingsSchema } from "./schemas.ts";

const KEY = "desk.calls";

/** How calls are offered, also where nobody ever said so. */
export async function callSettingsOf(reader: Db): Promise<CallSettings> {
  const [row] = await reader.select({ value: settings.value }).from(settings).where(eq(settings.key, KEY));
  return callSettingsSchema.parse(row?.value ?? {});
}

/**
 * How many calls are booked into the same half hour at most; none are offered while that is 0.
 * @throws DomainError 403 FORBIDDEN
 */
export async function getCallSettings({ ctx }: { ctx: Ctx }): Promise<CallSettings> {
  authorize(ctx, "tickets:read");
  return callSettingsOf(ctx.tx ?? db);
}

/**
 * Says how many people make calls at the same time. What is booked already stays, whatever it is set to.
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function saveCallSettings({ ctx, input }: { ctx: Ctx; input: CallSettings }): Promise<CallSettings> {
  const granted = authorize(ctx, "desk:manage");
  const value = callSettingsSchema.parse(input);
  const work = async (tx: Tx) => {
    const row = { key: KEY, value, updatedAt: ctx.clock.now() };
    await tx
      .insert(settings)
      .values({ ...row, version: 1 })
      .onConflictDoUpdate({ target: settings.key, set: { ...row, version: sql`${settings.version} + 1` } });
    await appendAudit(tx, granted, { action: "calls.settings_saved", subject: `settings:${KEY}`, data: value });
    return value;
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}
