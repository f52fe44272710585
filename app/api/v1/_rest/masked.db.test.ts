import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import {
  appeals,
  attachments,
  commands,
  gatewayCases,
  moneyItems,
  outbox,
  refunds,
  tickets,
  topups,
} from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { type StaffRole, staffRoles } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { CANARIES, seeded, textOf } from "#server/customers/testing.ts";
import { openIncident } from "#server/incidents/index.ts";
import { indexAll } from "#server/search/testing.ts";
import { freshStorage, later } from "#server/tickets/testing.ts";
import { createCallerFactory } from "#server/trpc/init.ts";
import { appRouter } from "#server/trpc/router.ts";
import { endpoints } from "./index.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });
logger.level = "silent";

const staff = (role: StaffRole): Ctx => ({
  actor: { kind: "staff", id: "s1", name: "S", role, freshUntil: ALWAYS },
  clock: fixedClock(later(60)),
});
const PLAIN = [CANARIES.phone, CANARIES.mail, CANARIES.identity];
const RANGE = { from: "2026-10-20T00:00:00Z", to: "2026-11-10T00:00:00Z" };

/** One customer's things, by the names that doors ask for them by. */
async function seed() {
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
type Seed = Awaited<ReturnType<typeof seed>>;

const locale = "zh-CN" as const;
/** What to ask each question with so that it answers with the seeded things; nothing where it asks for nothing. */
const inputs = (s: Seed): Record<string, unknown> => ({
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
/** Questions about the shop itself, its staff and its set-up; and callbacks and bills, of which none is seeded. */
const OTHERS =
  /^(auth|channels|bills|bulk|articles|automation|transfer|macros|deskWords|calls|packs\.(list|get|compare|graph|simulate)|risk\.rules|tuning\.cell|payments\.callback$|customers\.(erasures|retention)|[a-z]+\.(counts|settings))/;

type Procedures = Record<string, { _def: { type: string } }>;
const queries = Object.entries(appRouter._def.procedures as unknown as Procedures).flatMap(([name, { _def }]) =>
  _def.type === "query" ? [name] : [],
);

async function asked(name: string, input: unknown, role: StaffRole): Promise<string> {
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

test("no question of a page is answered with a contact in plain, whoever asks", async () => {
  const given = inputs(await seed());
  expect(queries.filter((name) => !(name in given) && !OTHERS.test(name))).toEqual([]);
  let masks = 0;
  for (const role of staffRoles) {
    for (const name of Object.keys(given)) {
      const answer = await asked(name, given[name], role);
      for (const plain of PLAIN) expect(answer, `${name} for ${role}`).not.toContain(plain);
      if (answer.includes("139****5601") || answer.includes("c***@example.com")) masks++;
    }
  }
  // Tickets, appeals, complaints, cases, top-ups, refunds, commands, items and notices, for each role.
  expect(masks).toBeGreaterThan(8 * staffRoles.length);
});

test("no address below /api/v1 is answered with one to a member of the staff", async () => {
  const s = await seed();
  const values: Record<string, string | undefined> = { number: s.number, orderNo: "O1", board: "money" };
  const byPath: Record<string, string | undefined> = {
    ...{ diagnoses: s.run, appeals: s.appeal, topups: s.topup, refunds: s.refund, commands: s.command },
    ...{ cases: s.case, "money-items": s.item, attachments: s.file },
  };
  const queriesOf: Record<string, string> = {
    ...{
      "/search": `?q=${CANARIES.phone}`,
      "/tickets": "?queue=all",
      "/appeals": "?group=all",
      "/cases": "?view=all",
      "/money-items": "?state=resolved",
    },
    "/metrics/forecast": "",
    "/metrics/records": `?metric=promise&from=${RANGE.from}&to=${RANGE.to}`,
    ...{ "/learning/confusion": "", "/topups": "?orderNo=O1", "/refunds": "?orderNo=O1" },
  };
  let masks = 0;
  let answered = 0;
  for (const endpoint of endpoints.filter(({ method, access }) => method === "get" && typeof access !== "string")) {
    const { path } = endpoint;
    const params = Object.fromEntries(
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => [
        name,
        values[name] ?? byPath[path.split("/")[1] ?? ""] ?? "X",
      ]),
    );
    const range = path.startsWith("/metrics") ? `?from=${RANGE.from}&to=${RANGE.to}` : "";
    for (const role of staffRoles) {
      const request = new Request(`http://127.0.0.1/api/v1${path}${queriesOf[path] ?? range}`);
      const reply = await endpoint.handle({ ctx: staff(role), params, request, locale }).catch((error: unknown) => {
        if (error instanceof DomainError && error.status !== 500) return null;
        throw error;
      });
      if (!reply?.ok) continue;
      const text = Buffer.from(await reply.arrayBuffer()).toString();
      for (const plain of PLAIN) expect(text, `${path} for ${role}`).not.toContain(plain);
      if (role !== "admin") continue;
      answered++;
      if (text.includes("139****5601") || text.includes("c***@example.com")) masks++;
    }
  }
  expect(answered).toBeGreaterThan(30);
  expect(masks).toBeGreaterThan(8);
});

test("what consoles are told live are names of things, and no contact is one", async () => {
  await seed();
  const told = (await db.select().from(outbox)).map(({ topic, subject }) => `${topic} ${subject}`).join("\n");
  expect(told).toContain("ticket:");
  for (const plain of PLAIN) expect(told).not.toContain(plain);
});

test("a key of the shop's own systems gets what it told us, as the contract says", async () => {
  const s = await seed();
  const endpoint = endpoints.find(({ method, path }) => method === "get" && path === "/tickets/{number}");
  const key: Ctx = { actor: { kind: "apiKey", id: "k", name: "k", scopes: ["*"] }, clock: fixedClock(later(60)) };
  const request = new Request("http://127.0.0.1/api/v1/tickets/x");
  const reply = await endpoint?.handle({ ctx: key, params: { number: s.number }, request, locale });
  expect(await reply?.json()).toMatchObject({ contact: CANARIES.mail, description: textOf(CANARIES) });
});
