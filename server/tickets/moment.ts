import { and, desc, eq, lt, or, type SQL } from "drizzle-orm";
import { z } from "zod";
import { tickets } from "#db/schema/index.ts";
import { invalid } from "#server/core/errors.ts";

/**
 * The order of the lists behind numbers: by the moment at which a ticket counts, newest first, so that a page is read off that
 * moment's index however many tickets the number counts.
 */

export type Moment = (typeof tickets)["openedAt" | "firstReplyAt" | "firstResolvedAt" | "resolvedAt"];

const moments: Record<string, Moment> = {
  opened: tickets.openedAt,
  first_response: tickets.firstReplyAt,
  first_resolution: tickets.firstResolvedAt,
  reopened: tickets.firstResolvedAt,
  resolved: tickets.resolvedAt,
  full_resolution: tickets.resolvedAt,
  requester_wait: tickets.resolvedAt,
  agent_work: tickets.resolvedAt,
  one_touch: tickets.resolvedAt,
  satisfied: tickets.resolvedAt,
  satisfaction: tickets.resolvedAt,
  rating_response: tickets.resolvedAt,
};

/** When a ticket counts; undefined for numbers that stand for now, or that count something else than tickets. */
export function momentOf(metric: string): Moment | undefined {
  if (metric.startsWith("cause.")) return tickets.openedAt;
  if (metric.startsWith("checklist.")) return tickets.resolvedAt;
  return Object.hasOwn(moments, metric) ? moments[metric] : undefined;
}

export const newestFirst = (moment: Moment): SQL[] => [desc(moment), desc(tickets.id)];

type Position = { at: Date; id: string };

export const beforeMoment = (moment: Moment, { at, id }: Position): SQL | undefined =>
  or(lt(moment, at), and(eq(moment, at), lt(tickets.id, id)));

const NAME = "moment";
export const writeMoment = ({ at, id }: Position): string =>
  Buffer.from(JSON.stringify([NAME, at.getTime(), id])).toString("base64url");

const cursorSchema = z.tuple([
  z.literal(NAME),
  z.number().int().min(0).max(8.64e15),
  z.string().regex(/^[0-9a-f-]{36}$/),
]);

/** @throws DomainError 422 BAD_CURSOR for a cursor that is not ours or belongs to another order */
export function readMoment(cursor: string): Position {
  try {
    const [, at, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { at: new Date(at), id };
  } catch {
    throw invalid("BAD_CURSOR", "This cursor is not one of ours.", {
      errors: [{ path: "cursor", message: "Not a cursor" }],
    });
  }
}
