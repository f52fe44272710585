import { channelsOfNotices, deliveryStates, noticeKinds, signalKinds } from "#server/notifications/schemas.ts";
import { bool, index, instant, int, json, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/** What goes to a customer outside the product: one row for each message and channel, for ever one. */
export const noticeDeliveries = table(
  "notice_deliveries",
  {
    id: text("id").primaryKey(),
    /** The inbox message that it repeats. */
    messageId: text("message_id").notNull(),
    channel: oneOf("channel", channelsOfNotices).notNull(),
    kind: oneOf("kind", noticeKinds).notNull(),
    customerId: text("customer_id").notNull(),
    orderNo: text("order_no"),
    ticketNumber: text("ticket_number"),
    diagnosisId: text("diagnosis_id"),
    params: json<Record<string, string | number>>("params").notNull(),
    locale: text("locale").notNull(),
    /** The address, sealed; gone once nothing is left to send. */
    address: text("address"),
    /** The address as staff may see it. */
    shownAddress: text("shown_address").notNull(),
    /** Tells whether the customer's contact on record is still the one that this went to. */
    addressHash: text("address_hash").notNull(),
    /** It is the contact on the customer's record, not one that somebody typed. */
    onRecord: bool("on_record").notNull(),
    /** About the customer's own money or words: goes out whatever they unsubscribed from. */
    essential: bool("essential").notNull(),
    state: oneOf("state", deliveryStates).notNull(),
    attempts: int("attempts").notNull(),
    nextAttemptAt: instant("next_attempt_at"),
    leaseOwner: text("lease_owner"),
    leaseUntil: instant("lease_until"),
    error: text("error"),
    /** The other side's own number of it. */
    reference: text("reference"),
    createdAt: instant("created_at").notNull(),
    sentAt: instant("sent_at"),
  },
  (t) => [
    uniqueIndex("notice_deliveries_message").on(t.messageId, t.channel),
    index("notice_deliveries_due").on(t.nextAttemptAt),
    index("notice_deliveries_customer").on(t.customerId, t.channel, t.createdAt),
    index("notice_deliveries_state").on(t.state, t.id),
    index("notice_deliveries_order").on(t.orderNo),
  ],
);

/** What a customer does not want to be sent. Their inbox has everything all the same. */
export const noticePreferences = table("notice_preferences", {
  customerId: text("customer_id").primaryKey(),
  mailOff: bool("mail_off").notNull(),
  smsOff: bool("sms_off").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Orders that are looked at for something worth telling their owner, and when. */
export const orderWatch = table(
  "order_watch",
  {
    orderNo: text("order_no").primaryKey(),
    nextLookAt: instant("next_look_at").notNull(),
    /** Counts what happened to the order: a look that it overtook comes again. */
    stirred: int("stirred").notNull(),
  },
  (t) => [index("order_watch_due").on(t.nextLookAt)],
);

/** What the owner of an order was told of by itself: each thing once, for ever. */
export const orderSignals = table(
  "order_signals",
  {
    orderNo: text("order_no").notNull(),
    kind: oneOf("kind", signalKinds).notNull(),
    sku: text("sku").notNull(),
    toldAt: instant("told_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orderNo, t.kind] }), index("order_signals_sku").on(t.sku, t.kind)],
);
