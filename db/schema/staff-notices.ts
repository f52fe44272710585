import { sql } from "drizzle-orm";
import {
  deliveryStates,
  digests,
  noticeLocales,
  robotKinds,
  staffChannels,
  staffNoticeKinds,
} from "#server/notifications/schemas.ts";
import { bool, index, instant, int, json, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/** What members of the staff were told, each thing once for each of them. Numbers and names of things, no customer's data. */
export const staffNotices = table(
  "staff_notices",
  {
    id: text("id").primaryKey(),
    personId: text("person_id").notNull(),
    kind: oneOf("kind", staffNoticeKinds).notNull(),
    /** `kind:id` of what it is about. */
    subject: text("subject").notNull(),
    params: json<Record<string, string | number>>("params").notNull(),
    /** What it tells of, so that it is told once. */
    eventKey: text("event_key").notNull(),
    readAt: instant("read_at"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("staff_notices_once").on(t.personId, t.eventKey),
    index("staff_notices_person").on(t.personId, t.id),
    index("staff_notices_unread").on(t.personId, t.id).where(sql`read_at is null`),
  ],
);

/** What goes to the staff outside the product: one row for each thing, receiver and channel, for ever one. */
export const staffDeliveries = table(
  "staff_deliveries",
  {
    id: text("id").primaryKey(),
    /** `person:ID` or `robot:ID`. */
    receiver: text("receiver").notNull(),
    channel: oneOf("channel", staffChannels).notNull(),
    /** The notice in the person's inbox; none for groups. */
    noticeId: text("notice_id"),
    eventKey: text("event_key").notNull(),
    kind: oneOf("kind", staffNoticeKinds).notNull(),
    subject: text("subject").notNull(),
    params: json<Record<string, string | number>>("params").notNull(),
    /** Masked, or a group's name: as it was when it was last planned. */
    shownAddress: text("shown_address").notNull(),
    /** Does not wait for the morning, nor for a digest. */
    urgent: bool("urgent").notNull(),
    state: oneOf("state", deliveryStates).notNull(),
    attempts: int("attempts").notNull(),
    nextAttemptAt: instant("next_attempt_at"),
    leaseOwner: text("lease_owner"),
    leaseUntil: instant("lease_until"),
    /** The mail or message that it went out in, together with others. */
    messageId: text("message_id"),
    error: text("error"),
    reference: text("reference"),
    createdAt: instant("created_at").notNull(),
    sentAt: instant("sent_at"),
  },
  (t) => [
    uniqueIndex("staff_deliveries_once").on(t.receiver, t.channel, t.eventKey),
    index("staff_deliveries_due").on(t.nextAttemptAt),
    index("staff_deliveries_state").on(t.state, t.id),
    index("staff_deliveries_receiver").on(t.receiver, t.id),
  ],
);

/** How a member of the staff wants to be told; who has no row has what everybody begins with. */
export const staffPreferences = table("staff_preferences", {
  personId: text("person_id").primaryKey(),
  wanted: json<Record<string, string[]>>("wanted").notNull(),
  /** Minutes of the person's day between which nothing goes out; both or neither. */
  quietFrom: int("quiet_from"),
  quietTo: int("quiet_to"),
  zone: text("zone").notNull(),
  digest: oneOf("digest", digests).notNull(),
  digestMinute: int("digest_minute").notNull(),
  locale: oneOf("locale", noticeLocales).notNull(),
  /** The number for text messages, sealed. */
  phone: text("phone"),
  shownPhone: text("shown_phone"),
  updatedAt: instant("updated_at").notNull(),
});

/** Robots in groups of chat programs. Who knows a robot's address can speak in its group: it is a secret. */
export const robots = table("robots", {
  id: text("id").primaryKey(),
  kind: oneOf("kind", robotKinds).notNull(),
  name: text("name").notNull(),
  /** Address and secret, sealed. */
  sealed: text("sealed").notNull(),
  hint: text("hint").notNull(),
  kinds: json<string[]>("kinds").notNull(),
  locale: oneOf("locale", noticeLocales).notNull(),
  enabled: bool("enabled").notNull(),
  /** Chat programs take about twenty messages a minute: not before this moment. */
  nextAt: instant("next_at"),
  version: int("version").notNull(),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** The shop's own words for a notice, instead of the built-in ones. Versions are kept; at most one of each is in use. */
export const noticeTemplates = table(
  "notice_templates",
  {
    kind: text("kind").notNull(),
    locale: oneOf("locale", noticeLocales).notNull(),
    version: int("version").notNull(),
    title: text("title").notNull(),
    body: text("body").notNull(),
    active: bool("active").notNull(),
    createdAt: instant("created_at").notNull(),
    createdById: text("created_by_id").notNull(),
    createdByName: text("created_by_name").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.locale, t.version] }),
    uniqueIndex("notice_templates_active").on(t.kind, t.locale).where(sql`active`),
  ],
);
