import { type SQL, sql } from "drizzle-orm";
import { tickets } from "#db/schema/index.ts";
import { openTicketStatuses } from "./schemas.ts";

/** Written out, not bound: only so do both databases see that the index of open tickets serves the query. */
const literal = (values: readonly string[]) => sql.raw(values.map((value) => `'${value}'`).join(", "));
export const ticketIsOpen: SQL = sql`${tickets.status} in (${literal(openTicketStatuses)})`;
