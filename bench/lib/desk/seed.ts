import { connection, openDatabase, setConnection, transact } from "#db/client.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { type BulkFile, openBulkFile } from "#db/raw-bulk.ts";
import {
  auditLog,
  evidenceEntries,
  evidenceNodes,
  orders,
  outboxCursors,
  payments,
  ratings,
  searchDocs,
  searchKeys,
  searchState,
  slaTargets,
  ticketEvents,
  ticketMessages,
  ticketSequences,
  tickets,
  user,
} from "#db/schema/index.ts";
import { systemClock } from "#server/core/clock.ts";
import { dataKey } from "#server/core/data-key.ts";
import { loadDataSecret, markBegun } from "#server/core/data-secret.ts";
import { newId } from "#server/core/ids.ts";
import { sequenceEvidence } from "#server/evidence/index.ts";
import { gramsOf } from "#server/search/grams.ts";
import { digestOf, FIRST_DOC } from "#server/search/index-tickets.ts";
import { keysOf } from "#server/search/keys.ts";
import { textOfTicket } from "#server/search/texts.ts";
import { recountViews } from "#server/tickets/index.ts";
import { ticketDay } from "#server/tickets/rules.ts";
import { AuditChains } from "./audit.ts";
import { Cells } from "./cells.ts";
import { evidenceApart } from "./evidence-apart.ts";
import { moneyOf } from "./money.ts";
import { countIdsAnew } from "./random.ts";
import { type Story, storyOf, type World } from "./story.ts";
import { orderNumber } from "./texts.ts";

const DAY_MS = 86_400_000;
const TURN = 10_000;
const AGENTS = 30;

/** A desk of so many tickets over two years, of which `open` are not done. */
export const worldOf = (count: number, now: number): World => ({
  tickets: count,
  // As large as the team, not as the past: ten times the agents for a hundred times the tickets.
  open: Math.min(Math.round(count / 5), Math.round(20 * Math.sqrt(count))),
  asleep: Math.min(Math.round(count / 30), Math.round(3 * Math.sqrt(count))),
  from: now - 730 * DAY_MS,
  now,
  agents: Array.from({ length: AGENTS }, (_, i) => ({ id: `agent-${i}`, name: `客服${i + 1}` })),
});

type Told = (what: string) => void;

/**
 * Fills a new file with a desk that keeps every rule of the product: derived columns and clocks from the pure functions, counts and
 * cells by their own rebuilding, an index of words and keys of what is there, and an evidence log with a place for each row.
 */
export async function seedDesk(url: string, world: World, told: Told): Promise<void> {
  await migrateDatabase(url);
  countIdsAnew();
  const key = await withDatabase(url, async () => dataKey("evidence-entry"));
  const evidence = await evidenceApart(`${url}-evidence`, world, key);
  const file = openBulkFile(url);
  const audit = new AuditChains();
  const index = new SearchIndex(file);
  const cells = new Cells(file);
  const days = new Map<string, number>();
  const started = performance.now();
  for (const { id, name } of world.agents) file.put(user, agentRow(id, name, world));
  for (let n = 0; n < world.tickets; n++) {
    const story = storyOf(world, n);
    const { openedAt } = story.ticket;
    write(file, story);
    index.add(story);
    cells.add(story);
    cells.addOrder(story.order as never);
    const day = ticketDay(openedAt);
    days.set(day, (days.get(day) ?? 0) + 1);
    const row = audit.after(n, world.tickets, openedAt);
    if (row) file.put(auditLog, row);
    if (n % TURN === TURN - 1) {
      file.turn();
      cells.settle(openedAt);
      const perSecond = Math.round((n + 1) / ((performance.now() - started) / 1_000));
      if (n % (TURN * 5) === TURN * 5 - 1) told(`${n + 1} tickets, ${perSecond}/s`);
    }
  }
  ordersWithout(file, world, cells);
  for (const [day, last] of days) file.put(ticketSequences, { day, last });
  audit.end(file);
  index.end();
  cells.end(world);
  told("the evidence log");
  await evidence.done;
  file.takeFrom(evidence.url, [evidenceEntries, evidenceNodes]);
  evidence.remove();
  file.finish(told);
  await withDatabase(url, async () => {
    told("counts and the log's head");
    await transact(markBegun);
    await sequenceEvidence(systemClock, { sign: true });
    await recountViews();
    await cursorsAtEnd();
  });
}

export async function withDatabase<T>(url: string, body: () => Promise<T>): Promise<T> {
  setConnection(openDatabase(url));
  try {
    await loadDataSecret();
    return await body();
  } finally {
    await connection().close();
    setConnection(undefined);
  }
}

function write(file: BulkFile, { ticket, order, payment, messages, events, targets, rating }: Story): void {
  file.put(orders, order);
  file.put(payments, payment);
  file.put(tickets, ticket);
  for (const message of messages) file.put(ticketMessages, message);
  for (const event of events) file.put(ticketEvents, event);
  for (const target of targets) file.put(slaTargets, target);
  if (rating) file.put(ratings, rating);
}

/** Nearly a third as many orders had no trouble. */
function ordersWithout(file: BulkFile, world: World, cells: Cells): void {
  const count = Math.round(world.tickets * 0.3);
  for (let i = 0; i < count; i++) {
    const n = world.tickets + i;
    const at = world.from + ((world.now - world.from) * i) / count;
    const money = { n, at, number: orderNumber(n), channel: "alipay", amountFen: 5_000, stuck: false };
    const { order, payment } = moneyOf({ ...money, customerId: `C${n}`, target: `138${n}` });
    file.put(orders, order);
    file.put(payments, payment);
    cells.addOrder(order as never);
  }
}

class SearchIndex {
  private doc = FIRST_DOC;
  private readonly file: BulkFile;
  constructor(file: BulkFile) {
    this.file = file;
  }

  add({ ticket, payment, messages }: Story): void {
    const text = textOfTicket(ticket as never);
    this.put(
      { ticketId: ticket.id, kind: "ticket", ref: ticket.id, digest: digestOf(text), at: ticket.updatedAt },
      text,
    );
    for (const { id: ref, ticketId, createdAt: at, body } of messages)
      this.put({ ticketId, kind: "message", ref, digest: "", at }, body);
    const paid = { outTradeNo: payment.outTradeNo, gatewayTradeNo: payment.gatewayTradeNo ?? null };
    for (const key of keysOf(ticket as never, undefined, [paid]))
      this.file.put(searchKeys, { ...key, ticketId: ticket.id });
  }

  private put(row: Omit<typeof searchDocs.$inferInsert, "doc">, text: string): void {
    this.file.put(searchDocs, { ...row, doc: this.doc });
    this.file.putGrams(this.doc, gramsOf(text));
    this.doc++;
  }

  end(): void {
    this.file.put(searchState, { id: "new", doc: this.doc - 1 });
    this.file.put(searchState, { id: "old", doc: FIRST_DOC, before: null, done: true });
  }
}

const agentRow = (id: string, name: string, world: World): typeof user.$inferInsert => ({
  ...{ id, name, email: `${id}@shop.example`, emailVerified: true, role: "agent" },
  ...{ createdAt: new Date(world.from), updatedAt: new Date(world.from) },
});

/** Every consumer of a server that runs on this file has seen all there is, which is nothing. */
async function cursorsAtEnd(): Promise<void> {
  await transact(async (tx) => {
    const at = { lastId: newId(), updatedAt: new Date() };
    await tx
      .insert(outboxCursors)
      .values({ consumer: "search.index", ...at })
      .onConflictDoNothing();
  });
}
