import { bool, fen, index, instant, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/**
 * What the index of words holds: a ticket's own words, or one message. The numbers are the index's; larger is newer. The index itself
 * (`search_index`) is made by the migration, since the two databases have nothing in common there, and loses its row with this one.
 * Everything here is derived: left out of backups, and made again from the tickets.
 */
export const searchDocs = table(
  "search_docs",
  {
    doc: fen("doc").primaryKey(),
    ticketId: text("ticket_id").notNull(),
    kind: text("kind").notNull(),
    /** The message's id, or the ticket's. */
    ref: text("ref").notNull(),
    /** A digest of the words, by which it is seen that they changed. */
    digest: text("digest").notNull(),
    at: instant("at").notNull(),
  },
  (t) => [uniqueIndex("search_docs_ref").on(t.ticketId, t.kind, t.ref)],
);

/** Numbers, names of accounts and contacts that lead to a ticket, whole and by how they begin; by bytes, in both databases. */
export const searchKeys = table(
  "search_keys",
  {
    key: text("key").notNull(),
    kind: text("kind").notNull(),
    ticketId: text("ticket_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.key, t.kind, t.ticketId] }), index("search_keys_ticket").on(t.ticketId)],
);

/** Where each of the two that fill the index is: `new` follows what happens, `old` goes back to what was there before. */
export const searchState = table("search_state", {
  id: text("id").primaryKey(),
  /** The last number given out: counted up by `new`, down by `old`. */
  doc: fen("doc").notNull(),
  /** What is older than this id is still to be indexed. */
  before: text("before"),
  done: bool("done").notNull().default(false),
});
