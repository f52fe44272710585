import { desc, eq, max } from "drizzle-orm";
import type { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { slaPolicies } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid, notFound } from "#server/core/errors.ts";
import { calendarIdsOf } from "./book.ts";
import { knownCalendars } from "./calendar-versions.ts";
import { DEFAULT_POLICY } from "./policy.ts";
import { requireRoom } from "./room.ts";
import { type PolicyView, savePolicySchema } from "./schemas.ts";

type Row = typeof slaPolicies.$inferSelect;
const SHOWN = 50;
const LOCK = { serializeOn: "sla:policy" } as const;

/** The versions of the service levels, the one that holds first. @throws DomainError 403 FORBIDDEN */
export async function listPolicies(args: { ctx: Ctx }): Promise<{ active: PolicyView; policies: PolicyView[] }> {
  const ctx = authorize(args.ctx, "tickets:read");
  const reader = ctx.tx ?? db;
  const rows = await reader.select().from(slaPolicies).orderBy(desc(slaPolicies.n)).limit(SHOWN);
  const [active] = await reader.select().from(slaPolicies).where(eq(slaPolicies.state, "active"));
  const builtIn = builtInView(active === undefined);
  return { active: active ? policyView(active) : builtIn, policies: [...rows.map(policyView), builtIn] };
}

/**
 * Saves service levels as a new version, which holds once it is activated. No version is ever changed.
 * @throws DomainError 403 FORBIDDEN, 422 CALENDAR_UNKNOWN, 422 CALENDAR_TOO_THIN; ZodError on bad input
 */
export async function savePolicy(args: { ctx: Ctx; input: z.input<typeof savePolicySchema> }): Promise<PolicyView> {
  const ctx = authorize(args.ctx, "sla:write");
  const { name, ...content } = savePolicySchema.parse(args.input);
  const write = async (tx: Tx) => {
    await requireCalendars(tx, content);
    await requireRoom(tx, content, ctx.clock.now());
    const [last] = await tx.select({ n: max(slaPolicies.n) }).from(slaPolicies);
    const n = Number(last?.n ?? 0) + 1;
    const by = { createdByName: ctx.actor.name, createdAt: ctx.clock.now(), activatedAt: null };
    const row: Row = { version: `policy-${n}`, n, name, content, state: "draft", ...by };
    await tx.insert(slaPolicies).values(row);
    await appendAudit(tx, ctx, { action: "sla.policy_saved", subject: `sla:${row.version}`, data: { name, content } });
    return policyView(row);
  };
  return ctx.tx ? write(ctx.tx) : transact(write, LOCK);
}

/**
 * Lets a version hold from now on. Clocks that run keep the version they were started under.
 * @throws DomainError 403 FORBIDDEN, 404 POLICY_NOT_FOUND, 409 POLICY_ACTIVE, 422 CALENDAR_TOO_THIN
 */
export async function activatePolicy(args: { ctx: Ctx; input: { version: string } }): Promise<PolicyView> {
  const ctx = authorize(args.ctx, "sla:write");
  const { version } = args.input;
  const write = async (tx: Tx) => {
    const [before] = await tx.select().from(slaPolicies).where(eq(slaPolicies.state, "active"));
    if ((before?.version ?? DEFAULT_POLICY.version) === version) {
      throw conflict("POLICY_ACTIVE", "These service levels hold already.");
    }
    const [next] = await tx.select().from(slaPolicies).where(eq(slaPolicies.version, version));
    if (!next && version !== DEFAULT_POLICY.version) throw notFound("POLICY");
    if (next) await requireRoom(tx, next.content, ctx.clock.now());
    if (before) await tx.update(slaPolicies).set({ state: "retired" }).where(eq(slaPolicies.version, before.version));
    const activatedAt = ctx.clock.now();
    const [row] = next
      ? await tx
          .update(slaPolicies)
          .set({ state: "active", activatedAt })
          .where(eq(slaPolicies.version, version))
          .returning()
      : [];
    const data = { before: before?.version ?? DEFAULT_POLICY.version };
    await appendAudit(tx, ctx, { action: "sla.policy_activated", subject: `sla:${version}`, data });
    return row ? policyView(row) : builtInView(true);
  };
  return ctx.tx ? write(ctx.tx) : transact(write, LOCK);
}

async function requireCalendars(tx: Tx, content: Row["content"]): Promise<void> {
  const ids = calendarIdsOf(content);
  const known = await knownCalendars(tx, ids);
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  throw invalid("CALENDAR_UNKNOWN", "There is no such calendar.", {
    errors: unknown.map((id) => ({ path: "targets", message: `No calendar is called ${id}` })),
  });
}

function policyView(row: Row): PolicyView {
  const { version, name, state, content } = row;
  return {
    ...{ version, name, state, ...content },
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdByName,
    activatedAt: row.activatedAt?.toISOString() ?? null,
  };
}

const builtInView = (active: boolean): PolicyView => ({
  ...{ version: DEFAULT_POLICY.version, name: "", state: active ? "active" : "retired", ...DEFAULT_POLICY.content },
  ...{ createdAt: null, createdBy: null, activatedAt: null },
});
