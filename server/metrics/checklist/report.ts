import { and, desc, eq, lt, or } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/client.ts";
import { diagnoses } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { within } from "#server/tickets/index.ts";
import { periodBefore } from "../period.ts";
import { type MetricsRange, metricsRangeSchema } from "../schemas.ts";
import { accuracyIn, partsIn, RETURN_MS, runsWithEnds } from "./queries.ts";
import { type ChecklistReport, type ChecklistRun, checklistRunsInputSchema } from "./schemas.ts";

/**
 * How much the checklist solves by itself, by confirmed fixes alone, and how often agents find the cause that it named; beside the
 * period before.
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function checklistReport(args: { ctx: Ctx; input: MetricsRange }): Promise<ChecklistReport> {
  const ctx = authorize(args.ctx, "metrics:read");
  const input = metricsRangeSchema.parse(args.input);
  const period = { from: new Date(input.from), to: new Date(input.to) };
  const previous = periodBefore(period);
  const reader = ctx.tx ?? db;
  return {
    ...(await partsIn(reader, period)),
    previous: await partsIn(reader, previous),
    accuracy: { ...(await accuracyIn(reader, period)), previous: await accuracyIn(reader, previous) },
    provisional: ctx.clock.now().getTime() - period.to.getTime() < RETURN_MS,
  };
}

const cursorSchema = z.tuple([z.iso.datetime(), z.string().max(100)]);

/**
 * The runs behind a number of the report, newest first.
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR; ZodError on bad input
 */
export async function checklistRuns(args: {
  ctx: Ctx;
  input: z.input<typeof checklistRunsInputSchema>;
}): Promise<{ items: ChecklistRun[]; nextCursor: string | null }> {
  const ctx = authorize(args.ctx, "metrics:read");
  const input = checklistRunsInputSchema.parse(args.input);
  const { query, end } = runsWithEnds(ctx.tx ?? db);
  const after = input.cursor === undefined ? undefined : readCursor(input.cursor);
  const rows = await query
    .where(
      and(
        within(diagnoses.createdAt, { from: new Date(input.from), to: new Date(input.to) }),
        input.end === undefined ? undefined : eq(end, input.end),
        after &&
          or(lt(diagnoses.createdAt, after.at), and(eq(diagnoses.createdAt, after.at), lt(diagnoses.id, after.id))),
      ),
    )
    .orderBy(desc(diagnoses.createdAt), desc(diagnoses.id))
    .limit(input.limit + 1);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: page.map(({ owner, solvedAt, creditedAt, statusAt, at, orderNo, ...row }) => {
      const byRecord = row.end === "ledger" || row.end === "returned" ? (creditedAt ?? statusAt) : null;
      return {
        ...row,
        at: at.toISOString(),
        // An order that nobody proved theirs is what somebody typed, not whose it is.
        orderNo: owner ? orderNo : null,
        fixedAt: (solvedAt ?? byRecord)?.toISOString() ?? null,
      };
    }),
    nextCursor: rows.length > input.limit && last ? spell([last.at.toISOString(), last.id]) : null,
  };
}

const spell = (key: [string, string]) => Buffer.from(JSON.stringify(key)).toString("base64url");

function readCursor(cursor: string): { at: Date; id: string } {
  try {
    const [at, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return { at: new Date(at), id };
  } catch {
    throw invalid("BAD_CURSOR", "This cursor is not one of ours.", {
      errors: [{ path: "cursor", message: "Not a cursor" }],
    });
  }
}
