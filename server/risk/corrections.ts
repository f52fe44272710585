import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { type Db, db, transact } from "#db/client.ts";
import { riskCorrections } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import type { SetLimits } from "./rules/allowance.ts";
import { type CorrectionView, type CorrectProfileInput, correctProfileSchema, type ScoreInput } from "./schemas.ts";

const MAX_ACTIVE = 20;
const MAX_SHOWN = 50;
const MAX_DAYS = 366;
type Row = typeof riskCorrections.$inferSelect;

/** What people put right, as the formula takes it. */
export type Corrected = { inputs: Partial<Record<ScoreInput, number>>; limits: SetLimits };

/** The corrections of a person that hold now; of two about the same thing, the newer. */
export async function activeCorrections(reader: Db, customerId: string, now: Date): Promise<Corrected> {
  const corrected: Corrected = { inputs: {}, limits: null };
  for (const row of (await activeRows(reader, customerId, now)).toReversed()) {
    if (row.kind === "input" && row.input !== null && row.value !== null) corrected.inputs[row.input] = row.value;
    else if (row.singleFen !== null && row.dailyFen !== null) {
      corrected.limits = { singleFen: row.singleFen, dailyFen: row.dailyFen };
    }
  }
  return corrected;
}

function activeRows(reader: Db, customerId: string, now: Date): Promise<Row[]> {
  return reader
    .select()
    .from(riskCorrections)
    .where(
      and(
        eq(riskCorrections.customerId, customerId),
        isNull(riskCorrections.withdrawnAt),
        gt(riskCorrections.expiresAt, now),
      ),
    )
    .orderBy(desc(riskCorrections.createdAt), desc(riskCorrections.id))
    .limit(MAX_ACTIVE);
}

/** Everything that was ever put right about somebody, newest first, so that colleagues see it. */
export async function correctionsOf(reader: Db, customerId: string, now: Date): Promise<CorrectionView[]> {
  const rows = await reader
    .select()
    .from(riskCorrections)
    .where(eq(riskCorrections.customerId, customerId))
    .orderBy(desc(riskCorrections.createdAt), desc(riskCorrections.id))
    .limit(MAX_SHOWN);
  return rows.map((row) => viewOf(row, now));
}

function viewOf(row: Row, now: Date): CorrectionView {
  const { createdById: _by, customerId: _whose, createdAt, expiresAt, withdrawnAt, ...rest } = row;
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
    state: withdrawnAt ? "withdrawn" : expiresAt <= now ? "over" : "active",
  };
}

/**
 * Puts right what was counted about somebody, or sets their limits, for a time and with a reason. Hard limits still hold.
 * @throws DomainError 403 FORBIDDEN, 409 TOO_MANY_CORRECTIONS, 422 BAD_EXPIRY; ZodError on bad input
 */
export async function correctProfile(args: { ctx: Ctx; input: CorrectProfileInput }): Promise<CorrectionView> {
  const ctx = authorize(args.ctx, "channels:write");
  const input = correctProfileSchema.parse(args.input);
  const now = ctx.clock.now();
  const expiresAt = new Date(input.expiresAt);
  if (expiresAt <= now || expiresAt.getTime() - now.getTime() > MAX_DAYS * DAY_MS) {
    const message = "must be in the future, and within a year";
    throw invalid("BAD_EXPIRY", "A correction ends within a year.", { errors: [{ path: "expiresAt", message }] });
  }
  const row: Row = {
    id: newId(),
    customerId: input.customerId,
    kind: input.kind,
    input: input.kind === "input" ? input.input : null,
    value: input.kind === "input" ? input.value : null,
    singleFen: input.kind === "limits" ? input.singleFen : null,
    dailyFen: input.kind === "limits" ? input.dailyFen : null,
    reason: input.reason,
    createdById: ctx.actor.id,
    createdByName: ctx.actor.name,
    createdAt: now,
    expiresAt,
    withdrawnAt: null,
    withdrawnByName: null,
  };
  return transact(
    async (tx) => {
      if ((await activeRows(tx, input.customerId, now)).length >= MAX_ACTIVE) {
        throw conflict("TOO_MANY_CORRECTIONS", "Withdraw one of the corrections first.");
      }
      await tx.insert(riskCorrections).values(row);
      const { customerId, ...data } = input;
      await appendAudit(tx, ctx, { action: "risk_profile.corrected", subject: `customer:${customerId}`, data });
      return viewOf(row, now);
    },
    { serializeOn: `risk-profile:${input.customerId}` },
  );
}

/**
 * Takes a correction back. Repeating it changes nothing.
 * @throws DomainError 403 FORBIDDEN, 404 CORRECTION_NOT_FOUND
 */
export async function withdrawCorrection(args: { ctx: Ctx; input: { id: string } }): Promise<CorrectionView> {
  const ctx = authorize(args.ctx, "channels:write");
  const now = ctx.clock.now();
  return transact(async (tx) => {
    const [row] = await tx.select().from(riskCorrections).where(eq(riskCorrections.id, args.input.id));
    if (!row) throw notFound("CORRECTION");
    if (row.withdrawnAt) return viewOf(row, now);
    const values = { withdrawnAt: now, withdrawnByName: ctx.actor.name };
    await tx.update(riskCorrections).set(values).where(eq(riskCorrections.id, row.id));
    await appendAudit(tx, ctx, {
      action: "risk_profile.correction_withdrawn",
      subject: `customer:${row.customerId}`,
      data: { id: row.id, kind: row.kind, input: row.input },
    });
    return viewOf({ ...row, ...values }, now);
  });
}

/** {@link correctionsOf} for staff. @throws DomainError 403 FORBIDDEN */
export async function listCorrections(args: { ctx: Ctx; input: { customerId: string } }): Promise<CorrectionView[]> {
  const ctx = authorize(args.ctx, "trace:read");
  return correctionsOf(ctx.tx ?? db, args.input.customerId, ctx.clock.now());
}
