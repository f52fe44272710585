import { eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import {
  appeals,
  attachments,
  commands,
  gatewayCases,
  moneyItems,
  refunds,
  tickets,
  topups,
} from "#db/schema/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { CANARIES, seeded } from "#server/customers/testing.ts";
import { openIncident } from "#server/incidents/index.ts";
import { indexAll } from "#server/search/testing.ts";
import { later } from "#server/tickets/testing.ts";
import { createCallerFactory } from "./init.ts";
import { appRouter } from "./router.ts";

/** Somebody of the staff an hour after the seed, with a second factor shown. */
export const staff = (role: StaffRole): Ctx => ({
  actor: { kind: "staff", id: "s1", name: "S", role, freshUntil: ALWAYS },
  clock: fixedClock(later(60)),
});
export const RANGE = { from: "2026-10-20T00:00:00Z", to: "2026-11-10T00:00:00Z" };

/** One customer's things, by the names that doors ask for them by. */
export async function seed() {
  const one = await seeded();
  await indexAll();
  const id = async (table: typeof topups | typeof commands) => (await db.select().from(table as typeof topups))[0]?.id;
  const [ticket] = await db.select().from(tickets).where(eq(tickets.number, one.number));
  const outage = {
    title: "O",
    causeCode: ticket?.causeCode ?? "CB_MISSING",
    channel: ticket?.channel ?? "",
    fromAt: later(-60),
  };
  return {
    number: one.number,
    incident: (await openIncident({ ctx: staff("lead"), input: outage })).number,
    run: one.diagnosisId,
    appeal: (await db.select().from(appeals))[0]?.id,
    topup: await id(topups),
    refund: (await db.select().from(refunds))[0]?.id,
    command: (await db.select().from(commands))[0]?.id,
    item: (await db.select().from(moneyItems))[0]?.id,
    case: (await db.select().from(gatewayCases))[0]?.id,
    file: (await db.select().from(attachments))[0]?.id,
  };
}
export type Seed = Awaited<ReturnType<typeof seed>>;

const locale = "zh-CN" as const;
/** What to ask each question with so that it answers with the seeded things; nothing where it asks for nothing. */
export const inputs = (s: Seed): Record<string, unknown> => ({
  "tickets.list": { queue: "all" },
  "tickets.get": { number: s.number, locale },
  "tickets.proofs": { number: s.number },
  "ticketWork.company": { number: s.number },
  "ticketWork.messages": { number: s.number },
  "ticketWork.ownDraft": { number: s.number },
  "tickets.rows": { numbers: [s.number] },
  "views.list": {},
  "views.preferences": {},
  "views.tickets": { view: "all" },
  "search.tickets": { q: CANARIES.phone },
  "shifts.list": { from: "2026-11-01T00:00:00Z", to: "2026-11-08T00:00:00Z" },
  "shifts.team": undefined,
  "shifts.assignment": undefined,
  "sla.ofTicket": { number: s.number },
  "sla.policies": undefined,
  "sla.try": { at: "2026-11-02T00:00:00.000Z" },
  "sla.calendars": undefined,
  "sla.holidays": undefined,
  "workbench.timeline": { orderNo: "O1", locale },
  "workbench.text": { orderNo: "O1", locale },
  "workbench.nextAction": { number: s.number, locale },
  "topup.preview": { orderNo: "O1", locale },
  "topup.list": { orderNo: "O1", locale },
  "topup.previewRefund": { orderNo: "O1", locale },
  "topup.refunds": { orderNo: "O1", locale },
  "topup.approvals": { locale },
  "commands.list": {},
  "commands.get": { id: s.command },
  "orders.trace": { orderNo: "O1", locale },
  "metrics.overview": RANGE,
  "metrics.series": { ...RANGE, groupBy: "agent" },
  "metrics.board": { ...RANGE, board: "money" },
  "metrics.records": { ...RANGE, metric: "promise" },
  "metrics.forecast": {},
  "reports.list": undefined,
  "reports.people": undefined,
  "metrics.checklist": RANGE,
  "metrics.checklistRuns": RANGE,
  "payments.callbacks": {},
  "payments.callbacksOfOrder": { orderNo: "O1" },
  "disputes.cases": { view: "all" },
  "disputes.complaints": {},
  "money.list": { state: "resolved" },
  "money.get": { id: s.item },
  "money.gateway": { id: s.item },
  "appeals.list": { group: "all" },
  "appeals.get": { id: s.appeal },
  "packs.loadRun": { id: s.run },
  "tuning.confusion": {},
  "tuning.unknown": {},
  "risk.customer": { customerId: "C1001" },
  "notices.list": {},
  "alerts.list": {},
  "alerts.rules": undefined,
  "incidents.list": {},
  "incidents.get": { number: s.incident },
  "incidents.postMortem": { number: s.incident, locale },
  "incidents.approvals": { number: s.incident },
  "staffNotices.list": { locale },
  "staffNotices.unread": undefined,
  "staffNotices.preferences": undefined,
  "staffNotices.deliveries": {},
  "templates.list": undefined,
  "templates.preview": { kind: "credited", locale, title: "a", body: "b" },
  "robots.list": undefined,
  "webhooks.list": undefined,
  "webhooks.deliveries": {},
  "customers.reveals": {},
});
type Procedures = Record<string, { _def: { type: string } }>;
/** Every question that there is. */
export const queries = Object.entries(appRouter._def.procedures as unknown as Procedures).flatMap(([name, { _def }]) =>
  _def.type === "query" ? [name] : [],
);

/** What one answers, as text; nothing where the role may not ask. @throws whatever else it refuses */
export async function asked(name: string, input: unknown, role: StaffRole): Promise<string> {
  const context = { staff: staff(role), refresh: async () => null };
  const caller = createCallerFactory(appRouter)(context as never) as unknown as Record<string, Record<string, never>>;
  const [area = "", verb = ""] = name.split(".");
  const call = caller[area]?.[verb] as unknown as (input: unknown) => Promise<unknown>;
  try {
    return JSON.stringify(await call(input));
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    if (cause instanceof DomainError && cause.code === "FORBIDDEN") return "";
    throw error;
  }
}
