import { and, asc, desc, eq, gt, gte, lt, lte, or } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/client.ts";
import { bills } from "#db/schema/index.ts";
import { allSettings } from "#server/channels/index.ts";
import { authorize, type Ctx, may } from "#server/core/context.ts";
import { invalid, notFound } from "#server/core/errors.ts";
import type { GatewayKind } from "#server/gateways/schemas.ts";
import { kindsWithBills } from "./plan.ts";
import { dayOf, shiftDay } from "./rules.ts";
import { type Bill, type BillBoardInput, type BillListInput, billBoardSchema, billListSchema } from "./schemas.ts";
import { billViews } from "./view.ts";

/** Bills of one board: more channels than that have no room on a page. */
const MAX_BOARD = 500;

/** Who may see what a day brought in: those who see the numbers, and those who look after channels. @throws DomainError 403 FORBIDDEN */
const mayRead = (ctx: Ctx) => authorize(ctx, may(ctx.actor, "metrics:read") ? "metrics:read" : "channels:write");

/**
 * Bills, the newest day first.
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR
 */
export async function listBills(args: {
  ctx: Ctx;
  input: BillListInput;
}): Promise<{ items: Bill[]; nextCursor: string | null }> {
  mayRead(args.ctx);
  const { channel, state, from, to, limit, cursor } = billListSchema.parse(args.input);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const rows = await db
    .select()
    .from(bills)
    .where(
      and(
        channel === undefined ? undefined : eq(bills.channel, channel),
        state === undefined ? undefined : eq(bills.state, state),
        from === undefined ? undefined : gte(bills.day, from),
        to === undefined ? undefined : lte(bills.day, to),
        after && or(lt(bills.day, after.day), and(eq(bills.day, after.day), gt(bills.channel, after.channel))),
      ),
    )
    .orderBy(desc(bills.day), asc(bills.channel))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last ? writeCursor(last) : null;
  return { items: await billViews(page), nextCursor };
}

/** @throws DomainError 403 FORBIDDEN, 404 BILL_NOT_FOUND */
export async function getBill(args: { ctx: Ctx; input: { id: string } }): Promise<Bill> {
  mayRead(args.ctx);
  const [row] = await db.select().from(bills).where(eq(bills.id, args.input.id));
  if (!row) throw notFound("BILL");
  const [view] = await billViews([row]);
  if (!view) throw notFound("BILL");
  return view;
}

export type BillBoard = {
  /** In the order of their priority; those that were removed and still have bills come last, without a kind. */
  channels: { channel: string; label: string; kind: GatewayKind | null; enabled: boolean; fetched: boolean }[];
  /** The newest first. */
  days: string[];
  bills: Bill[];
  /** The last day that a bill can be of. */
  lastDay: string;
};

/**
 * Some days of bills beside the channels that should have them.
 * @throws DomainError 403 FORBIDDEN
 */
export async function billBoard(args: { ctx: Ctx; input: BillBoardInput }): Promise<BillBoard> {
  mayRead(args.ctx);
  const input = billBoardSchema.parse(args.input);
  const lastDay = shiftDay(dayOf(args.ctx.clock.now()), -1);
  const to = input.to === undefined || input.to > lastDay ? lastDay : input.to;
  const days = Array.from({ length: input.days }, (_, n) => shiftDay(to, -n));
  const rows = await db
    .select()
    .from(bills)
    .where(
      and(
        gte(bills.day, days.at(-1) ?? to),
        lte(bills.day, to),
        input.channel === undefined ? undefined : eq(bills.channel, input.channel),
      ),
    )
    .orderBy(desc(bills.day), asc(bills.channel))
    .limit(MAX_BOARD);
  const settings = await allSettings(db);
  const channels = settings.map(({ channel, label, kind, enabled }) => ({
    ...{ channel, label, kind, enabled },
    fetched: enabled && kindsWithBills.includes(kind),
  }));
  const removed = [...new Set(rows.map((row) => row.channel))].filter(
    (channel) => !settings.some((one) => one.channel === channel),
  );
  return {
    channels: [
      ...channels,
      ...removed.map((channel) => ({ channel, label: channel, kind: null, enabled: false, fetched: false })),
    ].filter((one) => input.channel === undefined || one.channel === input.channel),
    days,
    bills: await billViews(rows),
    lastDay,
  };
}

const cursorSchema = z.tuple([z.iso.date(), z.string().max(128)]);

const writeCursor = ({ day, channel }: { day: string; channel: string }) =>
  Buffer.from(JSON.stringify([day, channel])).toString("base64url");

function readCursor(cursor: string): { day: string; channel: string } {
  try {
    const [day, channel] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { day, channel };
  } catch {
    const errors = [{ path: "cursor", message: "Not a cursor" }];
    throw invalid("BAD_CURSOR", "This cursor is not one of ours.", { errors });
  }
}
