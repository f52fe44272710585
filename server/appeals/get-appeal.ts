import { count, eq, inArray, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { appeals, attachments, orders, tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { masked } from "#server/core/mask.ts";
import { familyOf } from "#server/risk/schemas.ts";
import { loadPolicy } from "#server/topup/index.ts";
import { type AppealFacts, loadFacts } from "./facts.ts";
import { keptUntil } from "./identity.ts";
import { formOf, secondReasonsOf } from "./rules.ts";
import type { Appeal } from "./schemas.ts";
import { loadAppealPolicy } from "./settings.ts";
import { type AppealRow, clockOf, findAppeal } from "./store.ts";
import { summaryOf } from "./summary.ts";

/** One appeal with all that it is decided on. @throws DomainError 403 FORBIDDEN, 404 APPEAL_NOT_FOUND */
export async function getAppeal({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Appeal> {
  authorize(ctx, "tickets:read");
  const reader = ctx.tx ?? db;
  const row = await findAppeal(reader, input.id);
  const facts = await loadFacts(reader, row);
  const [ticket] = await reader
    .select({ status: tickets.status })
    .from(tickets)
    .where(eq(tickets.number, row.ticketNumber));
  const paused = ticket?.status === "waiting_customer";
  const { thresholdFen } = await loadPolicy(reader);
  const about = { scope: row.scope, amountFen: row.amountFen, thresholdFen };
  return masked(ctx, {
    ...(await summaryOf(reader, row, await clockOf(reader, row), paused, facts.given, ctx.clock.now())),
    diagnosisId: row.diagnosisId,
    statement: row.statement,
    contact: row.contact,
    closedBecause: row.closedBecause,
    flags: flagsOf(facts),
    customer: await customerOf(reader, row, facts),
    money: facts.money,
    needs: facts.needs,
    missing: facts.missing,
    given: await givenOf(reader, row, facts),
    asked: row.asked,
    secondReasons: {
      pass: secondReasonsOf({ ...about, decision: "pass" }),
      deny: secondReasonsOf({ ...about, decision: "deny" }),
    },
    proposal: row.proposal,
    before: row.before,
    secondLookReason: row.secondLookReason,
    factsHash: facts.hash,
  });
}

function flagsOf({ found }: AppealFacts): Appeal["flags"] {
  return found.riskFlags.map((flag) => ({
    rule: flag.rule,
    family: familyOf(flag.rule),
    side: flag.side,
    severity: flag.severity,
    reviewId: flag.reviewId,
    state: flag.state,
    flaggedAt: flag.flaggedAt.toISOString(),
    decidedAt: flag.decidedAt?.toISOString() ?? null,
  }));
}

async function customerOf(reader: Db, row: AppealRow, { found }: AppealFacts): Promise<Appeal["customer"]> {
  const [history] = await reader
    .select({
      orders: count(),
      completed: sql<number>`coalesce(sum(case when ${orders.status} = 'completed' then 1 else 0 end), 0)`.mapWith(
        Number,
      ),
      paidFen: sql<number>`coalesce(sum(${orders.paidFen}), 0)`.mapWith(Number),
    })
    .from(orders)
    .where(eq(orders.customerId, row.customerId));
  const past = await reader
    .select({ state: appeals.state, n: count() })
    .from(appeals)
    .where(eq(appeals.customerId, row.customerId))
    .groupBy(appeals.state);
  const ended = (state: string) => Number(past.find((one) => one.state === state)?.n ?? 0);
  const { frozen, frozenReason, realNameVerified, level, registeredAt } = found.customer ?? {};
  return {
    frozen: frozen ?? null,
    frozenReason: frozenReason ?? null,
    realNameVerified: realNameVerified ?? null,
    level: level ?? null,
    registeredAt: registeredAt?.toISOString() ?? null,
    orders: Number(history?.orders ?? 0),
    completed: history?.completed ?? 0,
    paidFen: history?.paidFen ?? 0,
    appeals: { passed: ended("passed"), denied: ended("denied") },
  };
}

async function givenOf(reader: Db, row: AppealRow, { given }: AppealFacts): Promise<Appeal["given"]> {
  const { identityDays } = await loadAppealPolicy(reader);
  const until = keptUntil(row, identityDays)?.toISOString() ?? null;
  const ids = given.flatMap(({ attachmentId }) => (attachmentId ? [attachmentId] : []));
  const files =
    ids.length === 0
      ? []
      : await reader
          .select({ id: attachments.id, mediaType: attachments.mediaType })
          .from(attachments)
          .where(inArray(attachments.id, ids));
  return given.map((one) => ({
    ...{ id: one.id, item: one.item, form: formOf[one.item], state: one.state, text: one.text },
    attachmentId: formOf[one.item] === "identity" ? null : one.attachmentId,
    mediaType: files.find(({ id }) => id === one.attachmentId)?.mediaType ?? null,
    givenAt: one.givenAt.toISOString(),
    keptUntil: formOf[one.item] === "identity" ? until : null,
  }));
}
