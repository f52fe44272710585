import { sql } from "drizzle-orm";
import {
  type HolidayDay,
  holidayCountries,
  type KeptCalendar,
  type PolicyContent,
  policyStates,
} from "#server/sla/schemas.ts";
import { instant, int, json, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/** Versions of the promises. One holds; what was started under another keeps it. */
export const slaPolicies = table(
  "sla_policies",
  {
    version: text("version").primaryKey(),
    /** Counts the versions up, to name the next and to list them. */
    n: int("n").notNull(),
    name: text("name").notNull(),
    content: json<PolicyContent>("content").notNull(),
    state: oneOf("state", policyStates).notNull(),
    createdByName: text("created_by_name").notNull(),
    createdAt: instant("created_at").notNull(),
    activatedAt: instant("activated_at"),
  },
  (t) => [
    uniqueIndex("sla_policies_n").on(t.n),
    uniqueIndex("sla_policies_active").on(t.state).where(sql`state = 'active'`),
  ],
);

/** Versions of working calendars, each with the holidays as they were known then: a version never changes. */
export const calendars = table(
  "calendars",
  {
    id: text("id").notNull(),
    version: int("version").notNull(),
    name: text("name").notNull(),
    content: json<KeptCalendar>("content").notNull(),
    createdByName: text("created_by_name").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.id, t.version] })],
);

/** Public holidays and days worked in exchange, where they differ from what comes with the product or were announced since. */
export const holidayYears = table(
  "holiday_years",
  {
    country: oneOf("country", holidayCountries).notNull(),
    year: int("year").notNull(),
    days: json<HolidayDay[]>("days").notNull(),
    source: text("source").notNull(),
    editedByName: text("edited_by_name").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.country, t.year] })],
);
