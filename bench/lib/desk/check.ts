import { asc, eq, gt, inArray } from "drizzle-orm";
import { db } from "#db/client.ts";
import { askFile } from "#db/raw-bulk.ts";
import { metricCells, slaTargets, ticketEvents, tickets } from "#db/schema/index.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { systemContext } from "#server/core/context.ts";
import { verifyEvidence } from "#server/evidence/index.ts";
import { rebuildCells } from "#server/metrics/cells/rebuild.ts";
import { DEFAULT_BOOK, deriveTargets, nextDue } from "#server/sla/index.ts";
import { derivedOf } from "#server/tickets/derived.ts";
import { listTickets, queueCounts } from "#server/tickets/index.ts";
import { withDatabase } from "./seed.ts";
import type { World } from "./story.ts";

/** What of a seeded desk is not as verbs would have left it; nothing where all is. */
export async function checkDesk(url: string, world: World, whole: boolean): Promise<string[]> {
  const wrong: string[] = [];
  const expect = (what: string, is: unknown, should: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(should))
      wrong.push(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(should)}`);
  };
  const one = (query: string) => Object.values(askFile<Record<string, number>>(url, query)[0] ?? {})[0] ?? -1;
  expect("tickets", one("select count(*) from tickets"), world.tickets);
  expect("foreign keys", askFile(url, "pragma foreign_key_check"), []);
  expect(
    "orders with two open tickets",
    one(
      "select count(*) from (select order_no from tickets where status not in ('resolved', 'closed') group by order_no having count(*) > 1)",
    ),
    0,
  );
  expect(
    "numbers of a day",
    one(
      "select count(*) from ticket_sequences s where s.last <> (select count(*) from tickets t where t.number >= 'TK' || s.day and t.number < 'TK' || s.day || 'A')",
    ),
    0,
  );
  expect(
    "documents",
    one("select count(*) from search_docs"),
    one("select (select count(*) from tickets) + (select count(*) from ticket_messages)"),
  );
  expect(
    "replies",
    one(
      "select count(*) from tickets t where public_reply_count <> (select count(*) from ticket_messages m where m.ticket_id = t.id and m.author = 'staff' and m.visibility = 'public')",
    ),
    0,
  );
  expect(
    "entries",
    one("select count(*) from evidence_entries"),
    one(
      "select (select count(*) from ticket_messages) + (select count(*) from ticket_events) + (select count(*) from audit_log)",
    ),
  );
  return withDatabase(url, async () => {
    await checkRows(world, whole ? 1 : Math.ceil(world.tickets / 10_000), expect);
    await checkCounts(expect);
    if (whole) {
      const cells = await cellsNow();
      await rebuildCells(systemContext("bench"));
      expect("cells", (await cellsNow()) === cells, true);
      expect("audit", (await verifyAudit()).broken, []);
      expect("evidence", (await verifyEvidence()).faults, []);
    }
    return wrong;
  });
}

type Expect = (what: string, is: unknown, should: unknown) => void;
const agent = {
  actor: { kind: "staff" as const, id: "agent-1", name: "agent", role: "agent" as const, freshUntil: null },
};

/** Every ticket, or one of so many: what lists sort by, and the clocks, from its own history. */
async function checkRows(world: World, every: number, expect: Expect): Promise<void> {
  const clock = { now: () => new Date(world.now) };
  let n = 0;
  for (let after = ""; ; ) {
    const rows = await db.select().from(tickets).where(gt(tickets.id, after)).orderBy(asc(tickets.id)).limit(500);
    for (const row of rows) {
      if (n++ % every !== 0) continue;
      const { rank, amountKey, dueState, asleep } = row;
      expect(`${row.number} derived`, { rank, amountKey, dueState, asleep }, derivedOf(row, clock.now()));
      const steps = await db
        .select()
        .from(ticketEvents)
        .where(eq(ticketEvents.ticketId, row.id))
        .orderBy(asc(ticketEvents.at), asc(ticketEvents.id));
      const log = steps.flatMap(({ at, clock: heard }) => (heard ? [{ at, ...heard }] : []));
      const should = deriveTargets(log, DEFAULT_BOOK);
      const is = await db.select().from(slaTargets).where(eq(slaTargets.ticketId, row.id)).orderBy(asc(slaTargets.id));
      const of = (target: (typeof should)[number]) => [
        target.metric,
        target.startedAt,
        target.dueAt,
        target.outcome,
        target.decidedAt,
      ];
      expect(`${row.number} clocks`, is.map((target) => of(target)).sort(), should.map(of).sort());
      expect(`${row.number} due`, row.nextDueAt, nextDue(should).at);
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** The kept numbers of lists are those of the lists. */
async function checkCounts(expect: Expect): Promise<void> {
  const ctx = { ...agent, clock: { now: () => new Date() } };
  const counts = await queueCounts({ ctx });
  const done = inArray(tickets.status, ["resolved", "closed"]);
  expect("count of resolved", counts.resolved, await db.$count(tickets, done));
  expect("count of all", counts.all, await db.$count(tickets));
  let mine = 0;
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listTickets({ ctx, input: { queue: "mine", limit: 100, ...(cursor && { cursor }) } });
    mine += page.items.length;
    cursor = page.nextCursor;
  }
  expect("count of mine", counts.mine, mine);
}

async function cellsNow(): Promise<string> {
  const { metric, dim, grain, at, key } = metricCells;
  return JSON.stringify(await db.select().from(metricCells).orderBy(metric, dim, grain, at, key));
}
