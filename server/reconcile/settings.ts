import { eq, sql } from "drizzle-orm";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { settings } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { loadPolicy } from "#server/topup/index.ts";
import { type Limits, limitsOf } from "./rules.ts";
import { type RepairSettings, repairSettingsSchema } from "./schemas.ts";

export const REPAIR_POLICY_KEY = "repair.policy";

/** How long charged orders are left alone. @throws ZodError when what is set makes no sense */
export async function loadRepairSettings(reader: Db): Promise<RepairSettings> {
  const [row] = await reader
    .select({ value: settings.value })
    .from(settings)
    .where(eq(settings.key, REPAIR_POLICY_KEY));
  return repairSettingsSchema.parse(row?.value ?? {});
}

/** The same, for those who may change it. @throws DomainError 403 FORBIDDEN */
export async function getRepairSettings(args: { ctx: Ctx }): Promise<RepairSettings> {
  const ctx = authorize(args.ctx, "channels:write");
  return loadRepairSettings(ctx.tx ?? db);
}

/** All times that the rules go by. */
export async function loadLimits(reader: Db): Promise<Limits> {
  const { graceSeconds } = await loadRepairSettings(reader);
  const { stuckAfterMinutes } = await loadPolicy(reader);
  return limitsOf({ graceSeconds, stuckAfterMinutes });
}

/**
 * Sets how long charged orders are left alone before they are repaired.
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function saveRepairSettings(args: { ctx: Ctx; input: RepairSettings }): Promise<RepairSettings> {
  const ctx = authorize(args.ctx, "channels:write");
  const value = repairSettingsSchema.parse(args.input);
  const write = async (tx: Tx) => {
    const row = { key: REPAIR_POLICY_KEY, value, updatedAt: ctx.clock.now() };
    await tx
      .insert(settings)
      .values({ ...row, version: 1 })
      .onConflictDoUpdate({ target: settings.key, set: { ...row, version: sql`${settings.version} + 1` } });
    await appendAudit(tx, ctx, { action: "repair.policy_saved", subject: "settings:repair.policy", data: value });
    return value;
  };
  return ctx.tx ? write(ctx.tx) : transact(write);
}
