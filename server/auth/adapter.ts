import type { BetterAuthOptions, DBAdapter, Where } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import { eq } from "drizzle-orm";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { dialect } from "#db/columns.ts";
import { account, session, twoFactor, user, verification } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { systemClock } from "#server/core/clock.ts";
import { phaseNow } from "./phase.ts";
import { isStaffRole } from "./roles.ts";

type Adapter = DBAdapter<BetterAuthOptions>;
type Make = (options: BetterAuthOptions) => Adapter;

const config = {
  provider: dialect === "postgres" ? ("pg" as const) : ("sqlite" as const),
  schema: { user, session, account, verification, twoFactor },
  transaction: false,
};

const on = (reader: Db | Tx): Make => drizzleAdapter(reader as unknown as Record<string, unknown>, config) as Make;

/**
 * better-auth on our database: it reads through `db`, and each write runs through `transact` on an adapter bound to that
 * transaction, because SQLite has one writer. A session's beginning and end leave their audit row in the same transaction.
 */
export const authAdapter: Make = (options) => {
  const reading = on(db)(options);
  const write = <T>(body: (adapter: Adapter, tx: Tx) => Promise<T>) =>
    transact((tx) => body(on(tx)(options), tx), { serializeOn: "auth" });
  const facade: Adapter = {
    ...reading,
    create: (call) =>
      write(async (adapter, tx) => {
        if (call.model === "account") return link(tx, adapter, call);
        if (call.model !== "session") return adapter.create(call);
        await refuseDisabled(tx, call.data.userId);
        const made = await adapter.create({ ...call, data: { ...call.data, ...shownNow() } });
        await auditBegin(tx, made as unknown as SessionRow);
        return made as never;
      }),
    update: (call) => write((adapter) => adapter.update(call)),
    updateMany: (call) => write((adapter) => adapter.updateMany(call)),
    delete: (call) =>
      write(async (adapter, tx) => {
        if (call.model === "session") await auditEnd(tx, adapter, call.where);
        await adapter.delete(call);
      }),
    deleteMany: (call) =>
      write(async (adapter, tx) => {
        if (call.model === "session") await auditEnd(tx, adapter, call.where);
        return adapter.deleteMany(call);
      }),
    consumeOne: (call) => write((adapter) => adapter.consumeOne(call)),
    incrementOne: (call) => write((adapter) => adapter.incrementOne(call)),
    transaction: (body) => body(facade),
  };
  return facade;
};

/** Whatever way somebody comes in by, no session begins for an account that is shut, not even while it is being shut. */
async function refuseDisabled(tx: Tx, userId: unknown): Promise<void> {
  const [person] = await tx
    .select({ disabledAt: user.disabledAt })
    .from(user)
    .where(eq(user.id, String(userId)));
  if (person?.disabledAt) throw new APIError("UNAUTHORIZED", { code: "INVALID_EMAIL_OR_PASSWORD" });
}

type SessionRow = typeof session.$inferSelect;

/**
 * An account of the OIDC provider becomes a way into one of ours. Its tokens are not kept: nothing here asks the provider again.
 */
async function link(tx: Tx, adapter: Adapter, call: Parameters<Adapter["create"]>[0]): Promise<never> {
  await refuseDisabled(tx, call.data.userId);
  const none = { accessToken: null, refreshToken: null, idToken: null };
  const made = await adapter.create({ ...call, data: { ...call.data, ...none } });
  const userId = String(call.data.userId);
  await auditOf(tx, userId, "staff.oidc_linked", { provider: String(call.data.providerId) });
  return made as never;
}

/** What a session begins with that is made by showing a second factor. */
function shownNow(): Partial<SessionRow> {
  const phase = phaseNow();
  if (phase?.step === "oidc" && phase.shownAt) return { secondFactorAt: phase.shownAt, secondFactorVia: "oidc" };
  return phase?.step === "factor" ? { secondFactorAt: phase.at, secondFactorVia: phase.via } : {};
}

async function auditBegin(tx: Tx, made: SessionRow): Promise<void> {
  const phase = phaseNow();
  const [person] = await tx.select().from(user).where(eq(user.id, made.userId));
  // better-auth takes this session back at once, or has it stand in for the one that is there.
  const silent =
    phase?.step === "password" ? person?.twoFactorEnabled === true : phase?.step === "factor" && phase.rotating;
  if (silent) {
    phase?.silent.add(made.id);
    return;
  }
  await tx.update(user).set({ lastSeenAt: made.createdAt }).where(eq(user.id, made.userId));
  const via = phase?.step === "factor" ? { via: phase.via } : phase?.step === "oidc" ? { via: "oidc" } : {};
  await audit(tx, made, "staff.signed_in", { address: made.ipAddress, userAgent: made.userAgent, ...via });
}

async function auditEnd(tx: Tx, adapter: Adapter, where: Where[]): Promise<void> {
  const ended = await adapter.findMany<SessionRow>({ model: "session", where, limit: 100 });
  const now = systemClock.now();
  for (const row of ended) {
    if (phaseNow()?.silent.has(row.id)) continue;
    await audit(tx, row, row.expiresAt > now ? "staff.signed_out" : "staff.session_expired", {});
  }
}

const audit = (tx: Tx, row: SessionRow, action: string, data: Record<string, unknown>): Promise<void> =>
  auditOf(tx, row.userId, action, { sessionId: row.id, ...data });

async function auditOf(tx: Tx, userId: string, action: string, data: Record<string, unknown>): Promise<void> {
  const [person] = await tx.select().from(user).where(eq(user.id, userId));
  if (!person || !isStaffRole(person.role)) return;
  const actor = { kind: "staff" as const, id: person.id, name: person.name, role: person.role, freshUntil: null };
  await appendAudit(tx, { actor, clock: systemClock }, { action, subject: `staff:${person.id}`, data });
}
