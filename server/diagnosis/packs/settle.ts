import { and, eq, ne } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { diagnoses, packRunning, packVersions } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Clock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { pack as codePack, contentOf } from "../pack/index.ts";
import type { Pack } from "../pack/schema.ts";
import { RUNNING, runningRow, usablePack } from "./read.ts";

/**
 * The pack for a run that starts in this transaction. Registers the built-in pack at first use, and when the code brings a newer
 * one: over a built-in pack it takes over by itself, over one that people edited it is offered as a proposal.
 * @param builtIn the pack of this code; another one in tests
 */
export async function settledPack(tx: Tx, clock: Clock, builtIn: Pack = codePack): Promise<Pack> {
  const row = await runningRow(tx);
  if (row?.builtIn === builtIn.version) return usablePack(tx, row.version);
  if (!row) return first(tx, clock, builtIn);
  return (await offer(tx, clock, builtIn, row)) ? builtIn : usablePack(tx, row.version);
}

/**
 * Registers the built-in pack before anybody looks at versions, so that what runs is always among them; nothing is written when it is
 * there already. Not for use inside a transaction.
 */
export async function registerBuiltIn(clock: Clock): Promise<void> {
  const row = await runningRow(db);
  if (row?.builtIn === codePack.version) return;
  await transact((tx) => settledPack(tx, clock), { serializeOn: "packs" });
}

/** Nothing ran before: runs from before packs were kept spoke in whatever pack the code had, and go on with this one. */
async function first(tx: Tx, clock: Clock, builtIn: Pack): Promise<Pack> {
  const now = clock.now();
  await insert(tx, builtIn, { state: "published", now });
  // Two processes may come first. On PostgreSQL the later one fails here in a way that is retried, and finds the row then.
  await tx
    .insert(packRunning)
    .values({ id: RUNNING, version: builtIn.version, builtIn: builtIn.version, since: now })
    .onConflictDoNothing();
  await tx.update(diagnoses).set({ packVersion: builtIn.version }).where(ne(diagnoses.packVersion, builtIn.version));
  await audit(tx, clock, "pack.published", builtIn.version, { before: null });
  return builtIn;
}

/** @returns whether the newer built-in pack runs now */
async function offer(tx: Tx, clock: Clock, builtIn: Pack, running: typeof packRunning.$inferSelect): Promise<boolean> {
  const [kept] = await tx
    .select({ id: packVersions.id })
    .from(packVersions)
    .where(and(eq(packVersions.version, builtIn.version), ne(packVersions.state, "draft")));
  // A process of an older release during a deployment: what it brings was here before and is not news.
  if (kept) return false;
  const now = clock.now();
  const takesOver = running.version === running.builtIn;
  await insert(tx, builtIn, { state: takesOver ? "published" : "proposed", now });
  if (!takesOver) {
    await tx.update(packRunning).set({ builtIn: builtIn.version }).where(eq(packRunning.id, RUNNING));
    await audit(tx, clock, "pack.proposed", builtIn.version, { base: running.version });
    return false;
  }
  await tx
    .update(packVersions)
    .set({ state: "retired", retiredAt: now, updatedAt: now })
    .where(and(eq(packVersions.version, running.version), eq(packVersions.state, "published")));
  await tx
    .update(packRunning)
    .set({ version: builtIn.version, builtIn: builtIn.version, since: now })
    .where(eq(packRunning.id, RUNNING));
  await audit(tx, clock, "pack.published", builtIn.version, { before: running.version });
  return true;
}

async function insert(tx: Tx, pack: Pack, { state, now }: { state: "published" | "proposed"; now: Date }) {
  const { actor } = systemContext("packs");
  const by = { id: actor.id, name: actor.name, at: now };
  const row: typeof packVersions.$inferInsert = {
    id: newId(),
    version: pack.version,
    state,
    origin: "builtin",
    base: null,
    note: "",
    content: contentOf(pack),
    report: null,
    revision: 1,
    authorId: by.id,
    authorName: by.name,
    editors: [by.id],
    createdAt: now,
    updatedAt: now,
    proposedById: by.id,
    proposedByName: by.name,
    proposedAt: now,
    ...(state === "published" ? { publishedById: by.id, publishedByName: by.name, publishedAt: now } : {}),
  };
  await tx.insert(packVersions).values(row).onConflictDoNothing();
}

const audit = (tx: Tx, clock: Clock, action: string, version: string, data: Record<string, unknown>) =>
  appendAudit(tx, systemContext("packs", clock), { action, subject: `pack:${version}`, data: { version, ...data } });
