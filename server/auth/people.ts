import { and, asc, count, eq, gt, isNull, ne } from "drizzle-orm";
import { db, type Tx } from "#db/client.ts";
import { passkeys, session, user } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { isStaffRole } from "./roles.ts";
import type { PersonView } from "./schemas.ts";

/** What the verbs on staff accounts share, and the list of them. */

const MAX_STAFF = 500;
type Row = typeof user.$inferSelect;

/** One account as admins see it. @param sessions how many living ones it has @param keys how many passkeys */
function viewOf(row: Row, sessions: number, keys: number): PersonView[] {
  const { id, email, name, role } = row;
  if (!isStaffRole(role)) return [];
  return [
    {
      id,
      email,
      name,
      role,
      secondFactor: row.twoFactorEnabled === true || keys > 0,
      sessions,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
      disabledAt: row.disabledAt?.toISOString() ?? null,
    },
  ];
}

/**
 * Every staff account with how it is kept: those that work first, each part by name.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED
 */
export async function listPeople({ ctx }: { ctx: Ctx }): Promise<PersonView[]> {
  authorize(ctx, "admin");
  const [rows, living, keys] = await Promise.all([
    db.select().from(user).orderBy(asc(user.name), asc(user.id)).limit(MAX_STAFF),
    db
      .select({ userId: session.userId, n: count() })
      .from(session)
      .where(gt(session.expiresAt, ctx.clock.now()))
      .groupBy(session.userId),
    db.select({ userId: passkeys.userId, n: count() }).from(passkeys).groupBy(passkeys.userId),
  ]);
  const holders = new Map(keys.map(({ userId, n }) => [userId, Number(n)]));
  const sessions = new Map(living.map(({ userId, n }) => [userId, Number(n)]));
  const views = rows.flatMap((row) => viewOf(row, sessions.get(row.id) ?? 0, holders.get(row.id) ?? 0));
  return [...views.filter((view) => !view.disabledAt), ...views.filter((view) => view.disabledAt)];
}

/** One account as admins see it, inside a transaction. @throws DomainError 404 STAFF_NOT_FOUND */
export async function personIn(tx: Tx, id: string, now: Date): Promise<PersonView> {
  const [row] = await tx.select().from(user).where(eq(user.id, id));
  const living = and(eq(session.userId, id), gt(session.expiresAt, now));
  const [counted] = await tx.select({ n: count() }).from(session).where(living);
  const [keys] = await tx.select({ n: count() }).from(passkeys).where(eq(passkeys.userId, id));
  const [view] = row ? viewOf(row, Number(counted?.n ?? 0), Number(keys?.n ?? 0)) : [];
  if (!view) throw notFound("STAFF");
  return view;
}

/**
 * Refuses what would leave nobody to let others in. Only inside a transaction that is serialised on `auth`.
 * @throws DomainError 409 LAST_ADMIN
 */
export async function keepAnAdmin(tx: Tx, leavingId: string): Promise<void> {
  const others = and(eq(user.role, "admin"), isNull(user.disabledAt), ne(user.id, leavingId));
  const [found] = await tx.select({ n: count() }).from(user).where(others);
  if (Number(found?.n ?? 0) === 0) throw conflict("LAST_ADMIN", "This is the last admin who can sign in.");
}

/** Refuses what nobody may do to their own account. @throws DomainError 409 OWN_ACCOUNT */
export function notOneself({ actor }: Ctx, userId: string): void {
  if (actor.kind === "staff" && actor.id === userId)
    throw conflict("OWN_ACCOUNT", "Nobody does this to their own account: ask another admin.");
}
