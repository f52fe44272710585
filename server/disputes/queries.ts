import { and, asc, desc, eq, gt, inArray, lt, or } from "drizzle-orm";
import type { z } from "zod";
import { db } from "#db/client.ts";
import { gatewayCases, gatewayComplaints } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { type Complaint, caseListSchema, complaintListSchema, type GatewayCase } from "./schemas.ts";
import { caseView, complaintView } from "./view.ts";
import { findCase, unansweredStates } from "./write.ts";

type Page<T> = { items: T[]; nextCursor: string | null };

/**
 * Cases: those that wait for an answer by due time, or all of them, the newest first.
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR
 */
export async function listCases(args: { ctx: Ctx; input: z.input<typeof caseListSchema> }): Promise<Page<GatewayCase>> {
  const ctx = authorize(args.ctx, "tickets:read");
  const call = caseListSchema.parse(args.input);
  // Whoever asks for the cases of one ticket or order wants them all.
  const waiting = call.view === "waiting" && !call.state && !call.ticketNumber && !call.orderNo;
  const by = waiting ? gatewayCases.dueAt : gatewayCases.filedAt;
  const after = call.cursor === undefined ? undefined : cursorOf(call.cursor);
  const past = waiting ? gt : lt;
  const rows = await db
    .select()
    .from(gatewayCases)
    .where(
      and(
        waiting ? inArray(gatewayCases.state, unansweredStates) : undefined,
        call.state ? eq(gatewayCases.state, call.state) : undefined,
        call.ticketNumber ? eq(gatewayCases.ticketNumber, call.ticketNumber) : undefined,
        call.orderNo ? eq(gatewayCases.orderNo, call.orderNo) : undefined,
        after ? or(past(by, after.at), and(eq(by, after.at), past(gatewayCases.id, after.id))) : undefined,
      ),
    )
    .orderBy(...(waiting ? [asc(by), asc(gatewayCases.id)] : [desc(by), desc(gatewayCases.id)]))
    .limit(call.limit + 1);
  const last = rows[call.limit - 1];
  return {
    items: rows.slice(0, call.limit).map((row) => caseView(row, ctx.clock.now())),
    nextCursor: rows.length > call.limit && last ? textOf(waiting ? last.dueAt : last.filedAt, last.id) : null,
  };
}

/** One case. @throws DomainError 403 FORBIDDEN, 404 CASE_NOT_FOUND */
export async function getCase({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<GatewayCase> {
  authorize(ctx, "tickets:read");
  return caseView(await findCase(ctx.tx ?? db, input.id), ctx.clock.now());
}

/**
 * Complaints that customers made at gateways, the newest first.
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR
 */
export async function listComplaints(args: {
  ctx: Ctx;
  input: z.input<typeof complaintListSchema>;
}): Promise<Page<Complaint>> {
  authorize(args.ctx, "tickets:read");
  const call = complaintListSchema.parse(args.input);
  const after = call.cursor === undefined ? undefined : cursorOf(call.cursor);
  const { madeAt, id } = gatewayComplaints;
  const rows = await db
    .select()
    .from(gatewayComplaints)
    .where(
      and(
        call.state ? eq(gatewayComplaints.state, call.state) : undefined,
        call.channel ? eq(gatewayComplaints.channel, call.channel) : undefined,
        call.ticketNumber ? eq(gatewayComplaints.ticketNumber, call.ticketNumber) : undefined,
        call.orderNo ? eq(gatewayComplaints.orderNo, call.orderNo) : undefined,
        after ? or(lt(madeAt, after.at), and(eq(madeAt, after.at), lt(id, after.id))) : undefined,
      ),
    )
    .orderBy(desc(madeAt), desc(id))
    .limit(call.limit + 1);
  const last = rows[call.limit - 1];
  return {
    items: rows.slice(0, call.limit).map(complaintView),
    nextCursor: rows.length > call.limit && last ? textOf(last.madeAt, last.id) : null,
  };
}

const textOf = (at: Date, id: string) => `${at.getTime()}.${id}`;

function cursorOf(cursor: string): { at: Date; id: string } {
  const [, at, id] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(cursor) ?? [];
  if (!at || !id) throw invalid("BAD_CURSOR", "This cursor is none of ours.");
  return { at: new Date(Number(at)), id };
}
