import { inArray } from "drizzle-orm";
import type { z } from "zod";
import { type Db, type Tx, transact } from "#db/client.ts";
import { bulkJobs, bulkRows, tickets } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { numbersOfView } from "../desk-views/list-view.ts";
import { keepActor, moved } from "./rows.ts";
import { type BulkAction, HOLD_MS, MAX_BULK, startBulkSchema } from "./schemas.ts";

/**
 * Begins one piece of work on many tickets: the tickets are written down as they are named or as the list holds them now, and a job
 * does each by the ordinary verb, as the person who asked.
 * @returns the work's id and how many tickets it is of
 * @throws DomainError 403 FORBIDDEN, 403 SECOND_FACTOR_REQUIRED for money, 404 VIEW_NOT_FOUND, 422 TICKETS_UNKNOWN, 422 TOO_MANY_TICKETS, 422 NOTHING_TO_DO
 */
export async function startBulk({ ctx, input }: { ctx: Ctx; input: z.input<typeof startBulkSchema> }) {
  authorize(ctx, "tickets:write");
  const call = startBulkSchema.parse(input);
  // With a second factor of late: what it moves is asked for in this person's name while the work runs.
  if (call.action.kind === "topup") authorize(ctx, "topups:request");
  const work = async (tx: Tx) => {
    const numbers = call.tickets ? await known(tx, call.tickets) : await numbersOf(tx, ctx, call);
    if (numbers.length === 0) throw invalid("NOTHING_TO_DO", "The list holds no ticket.");
    return begin(tx, ctx, { action: call.action, rows: numbers.map((number) => ({ number })), undoOf: null });
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

async function known(tx: Tx, wanted: readonly string[]): Promise<string[]> {
  const numbers = [...new Set(wanted)];
  const found = new Set<string>();
  for (let start = 0; start < numbers.length; start += 200) {
    const rows = await tx
      .select({ number: tickets.number })
      .from(tickets)
      .where(inArray(tickets.number, numbers.slice(start, start + 200)));
    for (const { number } of rows) found.add(number);
  }
  const missing = numbers.filter((number) => !found.has(number));
  if (missing.length === 0) return numbers;
  throw invalid("TICKETS_UNKNOWN", "Some of these tickets are not there.", {
    errors: missing.slice(0, 20).map((number) => ({ path: "tickets", message: `No ticket ${number}` })),
  });
}

async function numbersOf(tx: Tx, ctx: Ctx, list: Parameters<typeof numbersOfView>[1]): Promise<string[]> {
  const numbers = await numbersOfView({ reader: tx as Db, me: ctx.actor.id }, list, MAX_BULK + 1);
  if (numbers.length <= MAX_BULK) return numbers;
  throw invalid("TOO_MANY_TICKETS", `No more than ${MAX_BULK} tickets go into one piece of work. Narrow the list.`);
}

/** May say something to customers. */
const speaks = (action: Begun["action"]): boolean =>
  action.kind === "macro" || (action.kind === "reply" && action.visibility === "public");

type Begun = {
  action: BulkAction | { kind: "undo" };
  rows: readonly { number: string; before?: unknown; version?: number | null }[];
  undoOf: string | null;
};

/** Writes the work down, with its rows, and the audit row. */
export async function begin(tx: Tx, ctx: Ctx, { action, rows, undoOf }: Begun) {
  const now = ctx.clock.now();
  const job = {
    ...{ id: newId(), action, undoOf, requestedBy: ctx.actor.id, requestedName: ctx.actor.name },
    ...{
      actor: keepActor(ctx.actor, action.kind === "topup"),
      state: "waiting" as const,
      total: rows.length,
      done: 0,
      failed: 0,
    },
    runAt: new Date(now.getTime() + (speaks(action) ? HOLD_MS : 0)),
    ...{ createdAt: now, endedAt: null },
  };
  await tx.insert(bulkJobs).values(job);
  for (let start = 0; start < rows.length; start += 100) {
    await tx.insert(bulkRows).values(
      rows.slice(start, start + 100).map(({ number, before = null, version = null }, i) => ({
        ...{ jobId: job.id, n: start + i, number, state: "waiting" as const, before, version, errorCode: null },
      })),
    );
  }
  await appendAudit(tx, ctx, {
    action: undoOf === null ? "bulk.started" : "bulk.undone",
    subject: `bulk:${job.id}`,
    data: { kind: action.kind, total: rows.length, ...(undoOf === null ? {} : { undoOf }) },
  });
  await moved(tx, ctx, job);
  return { id: job.id, total: rows.length, runAt: job.runAt.toISOString() };
}
