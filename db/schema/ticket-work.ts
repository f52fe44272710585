import { sql } from "drizzle-orm";
import { messageVisibilities } from "#server/tickets/schemas.ts";
import { callStates, fieldKinds, linkKinds, type MacroContent, presenceKinds } from "#server/tickets/work/schemas.ts";
import { bool, index, instant, int, json, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/** An answer that is given often, with what is done to the ticket besides. Its texts stand in `macro_versions`. */
export const macros = table(
  "macros",
  {
    id: text("id").primaryKey(),
    /** Whose it is; null for one that everybody has. */
    ownerId: text("owner_id"),
    version: int("version").notNull(),
    uses: int("uses").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    deletedAt: instant("deleted_at"),
  },
  (t) => [index("macros_owner").on(t.ownerId).where(sql`deleted_at is null`)],
);

/** What a macro said at a time; append-only, so that what was sent can always be traced to the words that were agreed on. */
export const macroVersions = table(
  "macro_versions",
  {
    macroId: text("macro_id")
      .notNull()
      .references(() => macros.id),
    version: int("version").notNull(),
    content: json<MacroContent>("content").notNull(),
    byId: text("by_id").notNull(),
    byName: text("by_name").notNull(),
    at: instant("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.macroId, t.version] })],
);

/** Whom a note calls. */
export const ticketMentions = table(
  "ticket_mentions",
  {
    messageId: text("message_id").notNull(),
    personId: text("person_id").notNull(),
    ticketId: text("ticket_id").notNull(),
    at: instant("at").notNull(),
    readAt: instant("read_at"),
  },
  (t) => [
    primaryKey({ columns: [t.messageId, t.personId] }),
    index("ticket_mentions_person").on(t.personId, t.at),
    index("ticket_mentions_ticket").on(t.ticketId),
  ],
);

/** Who of the staff wants to hear of a ticket that is not theirs. */
export const ticketFollowers = table(
  "ticket_followers",
  {
    ticketId: text("ticket_id").notNull(),
    personId: text("person_id").notNull(),
    since: instant("since").notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.personId] }), index("ticket_followers_person").on(t.personId, t.since)],
);

/** Two tickets that belong together. One that was merged points to the one that goes on. */
export const ticketLinks = table(
  "ticket_links",
  {
    id: text("id").primaryKey(),
    fromId: text("from_id").notNull(),
    toId: text("to_id").notNull(),
    kind: oneOf("kind", linkKinds).notNull(),
    /** Of a merged ticket: what it was before, for whoever takes the merge back. */
    before: json<{ status: string; snoozeUntil?: string; snoozeEvent?: string | null }>("before"),
    byId: text("by_id").notNull(),
    byName: text("by_name").notNull(),
    at: instant("at").notNull(),
    removedAt: instant("removed_at"),
  },
  (t) => [
    uniqueIndex("ticket_links_pair").on(t.fromId, t.toId, t.kind).where(sql`removed_at is null`),
    index("ticket_links_to").on(t.toId),
  ],
);

/** What somebody began to write. The newest of a person's machines wins. */
export const ticketDrafts = table(
  "ticket_drafts",
  {
    ticketId: text("ticket_id").notNull(),
    personId: text("person_id").notNull(),
    visibility: oneOf("visibility", messageVisibilities).notNull(),
    body: text("body").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.personId] }), index("ticket_drafts_age").on(t.updatedAt)],
);

/** Tags that the desk agreed on. Others may be written as well; these are offered. */
export const deskTags = table("desk_tags", {
  name: text("name").primaryKey(),
  colour: text("colour").notNull(),
  about: text("about").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** A field that the desk asks for on its tickets. Answers stand in `tickets.fields` under its key. */
export const deskFields = table("desk_fields", {
  key: text("key").primaryKey(),
  label: json<{ "zh-CN": string; en: string }>("label").notNull(),
  kind: oneOf("kind", fieldKinds).notNull(),
  options: json<string[]>("options").notNull(),
  position: int("position").notNull(),
  /** A ticket with one of these causes is not resolved without it; `*` for all. */
  requiredOn: json<string[]>("required_on").notNull(),
  version: int("version").notNull(),
  updatedAt: instant("updated_at").notNull(),
  retiredAt: instant("retired_at"),
});

/** Up to which message a side has read. `customer` is one reader, each of the staff another. */
export const readMarks = table(
  "read_marks",
  {
    ticketId: text("ticket_id").notNull(),
    reader: text("reader").notNull(),
    messageId: text("message_id").notNull(),
    at: instant("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.reader] })],
);

/** A customer who wants to be called, and when. */
export const callbackRequests = table(
  "callback_requests",
  {
    id: text("id").primaryKey(),
    ticketId: text("ticket_id").notNull(),
    number: text("number").notNull(),
    /** Sealed; erased with its customer. */
    phone: text("phone"),
    shownPhone: text("shown_phone").notNull(),
    slotFrom: instant("slot_from").notNull(),
    slotTo: instant("slot_to").notNull(),
    state: oneOf("state", callStates).notNull(),
    takenById: text("taken_by_id"),
    takenByName: text("taken_by_name"),
    note: text("note"),
    tries: int("tries").notNull(),
    version: int("version").notNull(),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
    remindedAt: instant("reminded_at"),
  },
  (t) => [
    uniqueIndex("callback_requests_open").on(t.ticketId).where(sql`state in ('booked', 'calling')`),
    index("callback_requests_slot").on(t.state, t.slotFrom, t.id),
    index("callback_requests_ticket").on(t.ticketId, t.createdAt),
  ],
);

/** Who looks at a ticket or is writing in it just now. Rows are worth nothing once `until` has passed. */
export const presences = table(
  "presences",
  {
    subject: text("subject").notNull(),
    personId: text("person_id").notNull(),
    kind: oneOf("kind", presenceKinds).notNull(),
    name: text("name").notNull(),
    since: instant("since").notNull(),
    until: instant("until").notNull(),
  },
  (t) => [primaryKey({ columns: [t.subject, t.personId] }), index("presences_until").on(t.until)],
);

/** What a customer thought of how their ticket ended, once for each time it ended. */
export const ratings = table(
  "ratings",
  {
    ticketId: text("ticket_id").notNull(),
    /** How often it had been opened again by then. */
    round: int("round").notNull(),
    good: bool("good").notNull(),
    comment: text("comment"),
    at: instant("at").notNull(),
    /** When it was resolved: the cohort that the answer belongs to. */
    resolvedAt: instant("resolved_at").notNull(),
    version: int("version").notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.round] }), index("ratings_resolved").on(t.resolvedAt)],
);
