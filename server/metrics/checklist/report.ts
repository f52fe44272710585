import { and, desc, eq, inArray, lt, or, type SQL } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/client.ts";
import { diagnoses } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { periodBefore } from "../period.ts";
import { type SlicedRange, slicedRangeSchema } from "../schemas.ts";
import { sliceOf } from "../scope.ts";
import { accuracyIn, concluded, partsIn, RETURN_MS, runsWithEnds, startedIn } from "./queries.ts";
import { type ChecklistReport, type ChecklistRun, checklistRunsInputSchema, type RunList } from "./schemas.ts";

/**
 * How much the checklist solves by itself, by confirmed fixes alone, and how often agents find the cause that it named; beside the
 * period before. Runs can be narrowed to those that named a cause; the tickets of the accuracy to any part.
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function checklistReport(args: { ctx: Ctx; input: SlicedRange }): Promise<ChecklistReport> {
  const ctx = authorize(args.ctx, "metrics:read");
  const input = slicedRangeSchema.parse(args.input);
  const slice = sliceOf(input);
  const period = { from: new Date(input.from), to: new Date(input.to) };
  const previous = periodBefore(period);
  const reader = ctx.tx ?? db;
  return {
    ...(await partsIn(reader, period, slice)),
    previous: await partsIn(reader, previous, slice),
    accuracy: { ...(await accuracyIn(reader, period, slice)), previous: await accuracyIn(reader, previous, slice) },
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
        startedIn({ from: new Date(input.from), to: new Date(input.to) }, sliceOf(input).cause),
        listedEnds(input.end, end),
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

function listedEnds(asked: RunList | undefined, end: SQL): SQL | undefined {
  if (asked === undefined) return undefined;
  if (asked === "concluded") return concluded;
  return asked === "solved" ? inArray(end, ["person", "ledger"]) : eq(end, asked);
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
