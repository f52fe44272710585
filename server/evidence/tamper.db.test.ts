import { asc, desc, getTableColumns } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { dialect } from "#db/columns.ts";
import * as schema from "#db/schema/index.ts";
import { evidenceEntries } from "#db/schema/index.ts";
import { type TestDatabase, tamper, testDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { getCheckpoint, listKeys } from "./checkpoints.ts";
import type { EvidenceKind } from "./schemas.ts";
import { done, faults, settle, world } from "./testing.ts";

/** What an intruder with the database does, past the program and past the database's own rules. */

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
  await world();
});
afterEach(() => database.drop());

async function expectFound(problem: RegExp): Promise<void> {
  const told = await faults();
  expect(
    told.some((line) => problem.test(line)),
    told.slice(0, 20).join("\n") || "nothing was found",
  ).toBe(true);
}
const run = async (...statements: string[]) => {
  for (const statement of statements) await tamper(database, statement);
};

/** Where the rows of a kind are, a text of theirs that can be changed, and what must differ in a second row. */
const tables = {
  event: { table: "inbound_events", of: schema.inboundEvents, text: "order_no", unique: { event_id: "'zz'" } },
  callback: { table: "gateway_callbacks", of: schema.gatewayCallbacks, text: "body", unique: {} },
  step: { table: "ticket_events", of: schema.ticketEvents, text: "actor_name", unique: {} },
  message: { table: "ticket_messages", of: schema.ticketMessages, text: "body", unique: {} },
  ledger: { table: "ledger_entries", of: schema.ledgerEntries, text: "order_no", unique: { reference: "'zz'" } },
  audit: { table: "audit_log", of: schema.auditLog, text: "actor_name", unique: { seq: "seq + 1000" } },
} as const satisfies Record<EvidenceKind, object>;
const kinds = Object.keys(tables) as EvidenceKind[];

/** The rows of a kind in the order of their ids. */
const idsOf = async (kind: EvidenceKind): Promise<string[]> => {
  const of = tables[kind].of as typeof schema.inboundEvents;
  return (await db.select({ id: of.id }).from(of).orderBy(asc(of.id))).map(({ id }) => id);
};
const copyOf = (kind: EvidenceKind, from: string, id: string) => {
  const { table, of, unique } = tables[kind];
  const names = Object.values(getTableColumns(of as typeof schema.inboundEvents)).map((column) => column.name);
  const values = names.map((name) => (name === "id" ? `'${id}'` : ((unique as Record<string, string>)[name] ?? name)));
  return `insert into ${table} (${names.join(", ")}) select ${values.join(", ")} from ${table} where id = '${from}'`;
};
const entryFor = (kind: EvidenceKind, ref: string, place = "null") =>
  `insert into evidence_entries (id, kind, ref, at, salt, digest, mac, leaf_index)
   select 'zz', '${kind}', '${ref}', at, salt, digest, mac, ${place} from evidence_entries where leaf_index = 0`;

test("what nobody touched holds, and goes on holding", async () => {
  expect(await faults()).toEqual([]);
  await done("more");
  expect(await faults()).toEqual([]);
  await settle(60);
  expect(await faults()).toEqual([]);
});

describe.each(kinds)("of the kind %s,", (kind) => {
  const { table, text } = tables[kind];

  test("a changed field is found", async () => {
    const [, id] = await idsOf(kind);
    await run(`update ${table} set ${text} = 'changed' where id = '${id}'`);
    expect((await faults())[0]).toBe(`${kind} ${id}: was changed`);
  });

  test("a removed row is found, and one removed with its entry", async () => {
    const [first, second] = await idsOf(kind);
    const [entry] = (await db.select().from(evidenceEntries)).filter((each) => each.ref === second);
    await run(`delete from ${table} where id in ('${first}', '${second}')`);
    await run(`delete from evidence_entries where ref = '${second}'`);
    await expectFound(new RegExp(`^${kind} ${first}: was removed`));
    await expectFound(new RegExp(`^leaf ${entry?.leafIndex}: missing`));
  });

  test("an inserted row is found, without an entry, with a made-up one, and with one at a place of its own", async () => {
    const [from = ""] = await idsOf(kind);
    await run(copyOf(kind, from, "zz"));
    await expectFound(new RegExp(`^${kind} zz: was inserted past the program`));
    await run(entryFor(kind, "zz"));
    await settle(60);
    await expectFound(new RegExp(`^${kind} zz: its entry was changed or was not written by the program`));
    const places = await db.$count(evidenceEntries);
    await run("delete from evidence_entries where id = 'zz'", entryFor(kind, "zz", String(places - 1)));
    await expectFound(new RegExp(`^${kind} zz: its entry was changed or was not written by the program`));
  });

  test("the contents of two rows exchanged are found", async () => {
    const [a, b] = await idsOf(kind);
    await run(
      `update ${table} set id = 'aside' where id = '${a}'`,
      `update ${table} set id = '${a}' where id = '${b}'`,
      `update ${table} set id = '${b}' where id = 'aside'`,
    );
    await expectFound(new RegExp(`^${kind} ${a}: was changed`));
    await expectFound(new RegExp(`^${kind} ${b}: was changed`));
  });
});

describe("of the log itself,", () => {
  const place = async (index: number) =>
    (await db.select().from(evidenceEntries).orderBy(asc(evidenceEntries.leafIndex)))[index];

  test.each([
    ["a line of the books", "update ledger_postings set amount_fen = amount_fen * 2", /^ledger .*was changed/],
    ["a removed line of the books", "delete from ledger_postings where amount_fen < 0", /^ledger .*was changed/],
    [
      "a row with an empty id",
      "update inbound_events set id = '' where id = (select min(id) from inbound_events)",
      /^event .*(inserted|removed)/,
    ],
    ["a changed seal", "update evidence_entries set mac = digest where leaf_index = 3", /its entry was changed/],
    ["a changed digest", "update evidence_entries set digest = mac where leaf_index = 3", /its entry was changed/],
    ["an unknown kind", "update evidence_entries set kind = 'zz' where leaf_index = 3", /knows no such kind/],
    ["a changed node", "update evidence_nodes set hash = '' where level = 1 and idx = 0", /^node 1\/0: /],
    ["a removed node", "delete from evidence_nodes where level = 2 and idx = 0", /^node 2\/0: missing/],
    ["a changed root", "update evidence_checkpoints set root_hash = 'AAAA'", /^checkpoint .*another past/],
    ["a removed end", "delete from evidence_entries where leaf_index > 3", /^leaf 4: missing/],
    ["a removed head", "delete from evidence_checkpoints", /^checkpoint \d+: was removed/],
  ] as const)("%s is found", async (_name, statement, problem) => {
    await run(statement);
    await expectFound(problem);
  });

  test("a row that cannot be read any more is found, and stops nothing", async () => {
    if (dialect === "postgres") return; // Its columns hold nothing but what can be read.
    const [first] = await idsOf("event");
    await run("update ticket_messages set body = '没有这回事'");
    await run(`update inbound_events set data = '{' where id = '${first}'`);
    await run("update evidence_entries set at = 'never' where leaf_index = 3");
    await expectFound(new RegExp(`^event ${first}: was changed: it cannot be read`));
    await expectFound(/^leaf 3: is .*another/);
    await expectFound(/^message .*was changed/);
  });

  test("an entry before the beginning, or at a place that is taken, is found", async () => {
    const [from = ""] = await idsOf("event");
    await run(copyOf("event", from, "zz"), entryFor("event", "zz", "-5"));
    await expectFound(/^event zz: stands at -5/);
    await run("drop index evidence_entries_leaf", "update evidence_entries set leaf_index = 2 where id = 'zz'");
    await expectFound(/stands at place 2, where another stands/);
  });

  test("two places exchanged are found", async () => {
    const [four, five] = [await place(4), await place(5)];
    await run(
      "update evidence_entries set leaf_index = -5 where leaf_index = 4",
      "update evidence_entries set leaf_index = 4 where leaf_index = 5",
      "update evidence_entries set leaf_index = 5 where leaf_index = -5",
    );
    await expectFound(new RegExp(`^leaf 4: is ${five?.kind} ${five?.ref}, and was another`));
    await expectFound(new RegExp(`^leaf 5: is ${four?.kind} ${four?.ref}, and was another`));
  });

  test("places numbered anew after a removal are found", async () => {
    const gone = await place(2);
    const last = (await db.$count(evidenceEntries)) - 1;
    await run("delete from evidence_entries where leaf_index = 2");
    for (let at = 3; at <= last; at++) {
      await run(`update evidence_entries set leaf_index = ${at - 1} where leaf_index = ${at}`);
    }
    await run(`delete from ${tables[gone?.kind ?? "event"].table} where id = '${gone?.ref}'`);
    await expectFound(/^leaf 2: is .* and was another/);
    await expectFound(/^checkpoint .*another past/);
  });

  test("a note that another key signed is found, and a key that was exchanged", async () => {
    const { note } = await getCheckpoint();
    const other = note.replace(/— (\S+) .*/, `— $1 ${Buffer.alloc(68, 7).toString("base64")}`);
    await run(`update evidence_checkpoints set note = '${other}'`);
    await expectFound(/^checkpoint .*note does not hold/);
    await run(`update evidence_checkpoints set note = '${note}'`);
    expect(await faults()).toEqual([]);
    await run(`update evidence_keys set public_key = '${Buffer.alloc(32, 7).toString("base64")}'`);
    await expectFound(/^checkpoint .*note does not hold/);
  });

  test("a removed head between others is missed", async () => {
    await done("more");
    await settle(60);
    await run("delete from evidence_checkpoints where size = (select min(size) from evidence_checkpoints)");
    await expectFound(/^checkpoints of .*: 1 were removed/);
  });

  test("leaves that are gone with their hashes are found, and what follows is still checked", async () => {
    await run(
      "delete from evidence_entries where leaf_index in (2, 3)",
      "delete from evidence_nodes where idx in (2, 3)",
    );
    await run("update ticket_messages set body = '没有这回事'");
    await expectFound(/^leaf 2: missing, up to leaf 3, and so are the hashes/);
    await expectFound(/^message .*was changed/);
    await expectFound(/^checkpoint .*lost leaf 2/);
  });

  test("an end cut off with its nodes, heads and counts is found by whoever holds a head, and by nobody else", async () => {
    const held = await getCheckpoint();
    const [key] = await listKeys();
    await done("more");
    await settle(60);
    const later = await getCheckpoint();
    const [last] = await db.select().from(evidenceEntries).orderBy(desc(evidenceEntries.leafIndex)).limit(1);
    const { size } = held;
    const node = dialect === "postgres" ? `idx >= ${size} / (2 ^ level)` : `idx >= ${size} / (1 << level)`;
    await run(
      `delete from evidence_entries where leaf_index >= ${size}`,
      `delete from evidence_nodes where (level = 0 and idx >= ${size}) or (level > 0 and ${node} and (idx + 1) * ${dialect === "postgres" ? "(2 ^ level)" : "(1 << level)"} > ${size})`,
      `delete from evidence_checkpoints where size > ${size}`,
      `update evidence_keys set signed = signed - 1, signed_size = ${size}`,
      `delete from audit_log where id = '${last?.ref}'`,
    );
    expect(await faults()).toEqual([]);
    const vkey = key?.vkey ?? "";
    expect(await faults({ notes: [held.note], vkey })).toEqual([]);
    const told = await faults({ notes: [held.note, later.note], vkey });
    expect(told).toEqual([expect.stringMatching(new RegExp(`given \\(${later.size}\\): the log is shorter`))]);
  });

  test("a whole audit chain written anew, with its head, is found", async () => {
    const { auditHash, GENESIS } = await import("#server/audit/chain.ts");
    const [one] = await db.select().from(schema.auditLog);
    const chain = (await db.select().from(schema.auditLog).orderBy(asc(schema.auditLog.seq))).filter(
      (row) => row.chain === one?.chain,
    );
    let hash = GENESIS;
    for (const { hash: _old, ...row } of chain) {
      const next = { ...row, actorName: "somebody else", prevHash: hash };
      hash = auditHash(next);
      await run(
        `update audit_log set actor_name = 'somebody else', prev_hash = '${next.prevHash}', hash = '${hash}' where id = '${row.id}'`,
      );
    }
    await run(`update audit_heads set hash = '${hash}' where chain = ${one?.chain}`);
    expect((await verifyAudit()).broken).toEqual([]);
    for (const row of chain) await expectFound(new RegExp(`^audit ${row.id}: was changed`));
  });
});
