import { index, instant, int, table, text } from "../columns.ts";

/** Orders with money that has not found its place, and when each is looked at next. An order that is settled has no row. */
export const moneyWatch = table(
  "money_watch",
  {
    orderNo: text("order_no").primaryKey(),
    nextLookAt: instant("next_look_at").notNull(),
    /** Looks since the order counts as stuck: they grow rarer. */
    looks: int("looks").notNull(),
    /** Counted up whenever something happened to the order: a look must not put off one that was asked for meanwhile. */
    stirred: int("stirred").notNull(),
    /** When its owner was told that a person has it. */
    toldAt: instant("told_at"),
  },
  (t) => [index("money_watch_next").on(t.nextLookAt)],
);
