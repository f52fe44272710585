import { eq } from "drizzle-orm";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { settings } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import {
  type MoneySettings,
  type SavePolicyInput,
  savePolicySchema,
  type TopupPolicy,
  topupPolicySchema,
} from "./schemas.ts";

export const TOPUP_POLICY_KEY = "topup.policy";

/** The policy in force: what is set, and the defaults for the rest. @throws ZodError when what is set makes no sense */
export async function loadPolicy(reader: Db): Promise<TopupPolicy> {
  const { version: _version, updatedAt: _updatedAt, ...policy } = await read(reader);
  return policy;
}

async function read(reader: Db): Promise<MoneySettings> {
  const [row] = await reader.select().from(settings).where(eq(settings.key, TOPUP_POLICY_KEY));
  const policy = topupPolicySchema.parse(row?.value ?? {});
  return { ...policy, version: row?.version ?? 0, updatedAt: row?.updatedAt.toISOString() ?? null };
}

/** The policy with its version, for whoever may change it. @throws DomainError 403 FORBIDDEN */
export async function getMoneySettings(args: { ctx: Ctx }): Promise<MoneySettings> {
  const ctx = authorize(args.ctx, "admin");
  return read(ctx.tx ?? db);
}

/**
 * Sets the policy. Requests that wait are judged by the new one when they are decided.
 * @param input.version the version that was read; 0 when nothing was set before
 * @throws DomainError 403 FORBIDDEN, 409 VERSION_CONFLICT; ZodError on bad input
 */
export async function savePolicy(args: { ctx: Ctx; input: SavePolicyInput }): Promise<MoneySettings> {
  const ctx = authorize(args.ctx, "admin");
  const { version, ...policy } = savePolicySchema.parse(args.input);
  const work = async (tx: Tx): Promise<MoneySettings> => {
    const before = await read(tx);
    if (before.version !== version) {
      throw conflict(
        "VERSION_CONFLICT",
        "Somebody else changed these settings. Read them again and repeat the change.",
        {
          details: { version: before.version },
        },
      );
    }
    const values = { key: TOPUP_POLICY_KEY, value: policy, version: version + 1, updatedAt: ctx.clock.now() };
    if (version === 0) await tx.insert(settings).values(values);
    else await tx.update(settings).set(values).where(eq(settings.key, TOPUP_POLICY_KEY));
    await appendAudit(tx, ctx, {
      action: "settings.money_changed",
      subject: `settings:${TOPUP_POLICY_KEY}`,
      data: { before, after: policy, version: version + 1 },
    });
    return { ...policy, version: version + 1, updatedAt: values.updatedAt.toISOString() };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: TOPUP_POLICY_KEY });
}
