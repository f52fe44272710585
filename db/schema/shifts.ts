import { personStates } from "#server/shifts/schemas.ts";
import { index, instant, int, oneOf, primaryKey, table, text } from "../columns.ts";

/** Who works when. */
export const shifts = table(
  "shifts",
  {
    id: text("id").primaryKey(),
    personId: text("person_id").notNull(),
    fromAt: instant("from_at").notNull(),
    /** Does not belong to it. */
    toAt: instant("to_at").notNull(),
    plannedByName: text("planned_by_name").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("shifts_end").on(t.toAt, t.fromAt), index("shifts_person").on(t.personId, t.fromAt)],
);

/** Whose work a person does, and how well they know it. */
export const skills = table(
  "skills",
  {
    personId: text("person_id").notNull(),
    queue: text("queue").notNull(),
    /** 1 to 3: who knows it best is asked first among those with as little to do. */
    level: int("level").notNull(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.queue] })],
);

/** Whether a person takes work now, and how much at a time. Without a row: on, with the usual limit. */
export const peopleStates = table("people_states", {
  personId: text("person_id").primaryKey(),
  state: oneOf("state", personStates).notNull(),
  maxOpen: int("max_open").notNull(),
  since: instant("since").notNull(),
});
