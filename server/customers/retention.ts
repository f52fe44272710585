import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { auditLog, settings } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import {
  MAX_RETENTION_DAYS,
  type RetentionKind,
  type RetentionView,
  retentionKinds,
  saveRetentionSchema,
} from "./schemas.ts";

export const RETENTION_KEY = "retention.days";
export const RETENTION_SUBJECT = "settings:retention.days";

/**
 * What is forgotten by itself and after how many days. Identity documents, risk sightings, channel samples, bills and answers to
 * repeated requests have times of their own; records of money, the ledger, the audit and evidence logs and what gateways signed
 * stay.
 */
export const retentionRules: Record<RetentionKind, { days: number; min: number }> = {
  // After they ended.
  sessions: { days: 7, min: 1 },
  // The window in which they count is an hour.
  proofFailures: { days: 30, min: 2 },
  // Runs of the checklist that led to no ticket.
  diagnoses: { days: 365, min: 30 },
  inboxMessages: { days: 365, min: 30 },
  noticeDeliveries: { days: 180, min: 30 },
  // Files that were never sent with anything.
  looseUploads: { days: 30, min: 2 },
  // Contacts on tickets and appeals, after they were closed.
  ticketContacts: { days: 730, min: 90 },
  // What every consumer has read.
  outbox: { days: 30, min: 2 },
  // Used codes, challenges and links to sign in with.
  throttles: { days: 7, min: 1 },
};

const keptSchema = z.partialRecord(z.enum(retentionKinds), z.number().int().min(1).max(MAX_RETENTION_DAYS));

async function read(reader: Db) {
  const [row] = await reader.select().from(settings).where(eq(settings.key, RETENTION_KEY));
  return { version: row?.version ?? 0, days: keptSchema.parse(row?.value ?? {}) };
}

/** How many days each kind is kept, as it is set now. */
export async function retentionDays(reader: Db): Promise<Record<RetentionKind, number>> {
  const { days } = await read(reader);
  const of = (kind: RetentionKind) => Math.max(days[kind] ?? retentionRules[kind].days, retentionRules[kind].min);
  return Object.fromEntries(retentionKinds.map((kind) => [kind, of(kind)])) as Record<RetentionKind, number>;
}

/** The times, with what came of the last run. @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED */
export async function getRetention(args: { ctx: Ctx }): Promise<RetentionView> {
  const ctx = authorize(args.ctx, "admin");
  return view(ctx.tx ?? db);
}

async function view(reader: Db): Promise<RetentionView> {
  const { version } = await read(reader);
  const days = await retentionDays(reader);
  const [last] = await reader
    .select()
    .from(auditLog)
    .where(eq(auditLog.subject, "retention"))
    .orderBy(desc(auditLog.at))
    .limit(1);
  const counts = last ? (JSON.parse(last.data) as Record<string, number>) : {};
  return {
    version,
    rules: retentionKinds.map((kind) => ({
      ...{ kind, days: days[kind], defaultDays: retentionRules[kind].days, minDays: retentionRules[kind].min },
    })),
    lastRun: last ? { at: last.at.toISOString(), counts } : null,
  };
}

/**
 * Sets how long things are kept; it holds for what is kept already, too.
 * @param input the `version` that was read, and days by kind; a kind that is not named keeps its time
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED; 409 VERSION_CONFLICT; 422 RETENTION_TOO_SHORT; ZodError
 */
export async function saveRetention(args: {
  ctx: Ctx;
  input: z.input<typeof saveRetentionSchema>;
}): Promise<RetentionView> {
  const ctx = authorize(args.ctx, "admin");
  const { version, days } = saveRetentionSchema.parse(args.input);
  const short = retentionKinds.filter((kind) => (days[kind] ?? Number.POSITIVE_INFINITY) < retentionRules[kind].min);
  if (short.length > 0) {
    throw invalid("RETENTION_TOO_SHORT", "That is shorter than the product needs it.", {
      errors: short.map((kind) => ({ path: `days.${kind}`, message: `At least ${retentionRules[kind].min} days` })),
    });
  }
  const write = async (tx: Tx): Promise<RetentionView> => {
    const before = await read(tx);
    if (before.version !== version) {
      throw conflict("VERSION_CONFLICT", "Somebody else changed these settings. Read them again.");
    }
    const value = { ...before.days, ...days };
    const values = { key: RETENTION_KEY, value, version: version + 1, updatedAt: ctx.clock.now() };
    await tx.insert(settings).values(values).onConflictDoUpdate({ target: settings.key, set: values });
    await appendAudit(tx, ctx, {
      action: "settings.retention_changed",
      subject: RETENTION_SUBJECT,
      data: { before: before.days, after: value },
    });
    return view(tx);
  };
  return ctx.tx ? write(ctx.tx) : transact(write, { serializeOn: RETENTION_KEY });
}
