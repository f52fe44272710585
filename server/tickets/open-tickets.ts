import { type SQL, sql } from "drizzle-orm";
import { tickets } from "#db/schema/index.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import { openTicketStatuses } from "./schemas.ts";

/** A clock that runs out within this time puts its ticket at risk. */
export const AT_RISK_MS = 30 * MINUTE_MS;

/** Written out, not bound: only so do both databases see that the index of open tickets serves the query. */
const literal = (values: readonly string[]) => sql.raw(values.map((value) => `'${value}'`).join(", "));
export const ticketIsOpen: SQL = sql`${tickets.status} in (${literal(openTicketStatuses)})`;
