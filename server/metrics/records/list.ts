import { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import type { Period, Slice } from "#server/tickets/index.ts";
import { sliceOf } from "../scope.ts";
import { attemptWindows } from "./attempts.ts";
import { promisedCalls } from "./calls.ts";
import { creditedOrders, wrongCredits } from "./orders.ts";
import { promises } from "./promises.ts";
import { type MetricRecord, type RecordsInput, recordsInputSchema } from "./schemas.ts";
import { creditsByHand, moneyBack } from "./transfers.ts";

/** Where a page ends: the part of the list, the moment and the id. */
export type Place = { part: number; at: Date; id: string };
export type PageCall = {
  reader: Db;
  period: Period;
  slice: Slice;
  now: Date;
  limit: number;
  after: Place | undefined;
};
export type Found = { record: MetricRecord; place: Place };

/**
 * A page of what stands behind a number that counts no tickets, oldest first.
 * @throws DomainError 403 FORBIDDEN, 422 METRIC_UNKNOWN, 422 BAD_CURSOR; ZodError on bad input
 */
export async function listRecords(args: {
  ctx: Ctx;
  input: RecordsInput;
}): Promise<{ items: MetricRecord[]; nextCursor: string | null }> {
  const ctx = authorize(args.ctx, "metrics:read");
  const input = recordsInputSchema.parse(args.input);
  const call: PageCall = {
    reader: ctx.tx ?? db,
    period: { from: new Date(input.from), to: new Date(input.to) },
    slice: sliceOf(input),
    now: ctx.clock.now(),
    limit: input.limit + 1,
    after: input.cursor === undefined ? undefined : readPlace(input.cursor),
  };
  const found = await pageOf(input.metric, call);
  const page = found.slice(0, input.limit);
  const last = found.length > input.limit ? page.at(-1) : undefined;
  return { items: page.map(({ record }) => record), nextCursor: last ? writePlace(last.place) : null };
}

async function pageOf(metric: string, call: PageCall): Promise<Found[]> {
  if (metric === "recovered") return creditsByHand(call);
  if (metric === "refunded") return moneyBack(call);
  if (metric === "paid_to_credited") return creditedOrders(call);
  if (metric === "wrong_credit") return wrongCredits(call);
  if (metric === "attempts" || metric === "failed") return attemptWindows(metric, call);
  if (metric === "calls" || metric === "calls.kept") return promisedCalls(metric, call);
  const found = /^(promise|work)(\.|$)/.test(metric) ? await promises(metric, call) : undefined;
  if (found) return found;
  throw invalid("METRIC_UNKNOWN", "There is no such number.", {
    errors: [{ path: "metric", message: "No number has this id" }],
  });
}

const placeSchema = z.tuple([z.number().int(), z.iso.datetime(), z.string().max(100)]);
const writePlace = ({ part, at, id }: Place) =>
  Buffer.from(JSON.stringify([part, at.toISOString(), id])).toString("base64url");

function readPlace(cursor: string): Place {
  try {
    const [part, at, id] = placeSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return { part, at: new Date(at), id };
  } catch {
    throw invalid("BAD_CURSOR", "This cursor is not one of ours.", {
      errors: [{ path: "cursor", message: "Not a cursor" }],
    });
  }
}
