import { and, eq, inArray, isNotNull, ne } from "drizzle-orm";
import { db } from "#db/client.ts";
import { diagnoses, tickets } from "#db/schema/index.ts";
import type { CustomerGrants } from "#server/auth/index.ts";

/**
 * Whether a browser may see something that is known to be another customer's: a run that was proven, or a ticket.
 * @param customerId who is at the browser now
 */
export async function holdsAnothers(grants: CustomerGrants, customerId: string): Promise<boolean> {
  const [runs, opened] = await Promise.all([
    grants.diagnoses.length === 0
      ? []
      : db
          .select({ id: diagnoses.id })
          .from(diagnoses)
          .where(
            and(
              inArray(diagnoses.id, grants.diagnoses),
              eq(diagnoses.owner, true),
              isNotNull(diagnoses.customerId),
              ne(diagnoses.customerId, customerId),
            ),
          )
          .limit(1),
    grants.tickets.length === 0
      ? []
      : db
          .select({ id: tickets.id })
          .from(tickets)
          .where(
            and(
              inArray(tickets.number, grants.tickets),
              isNotNull(tickets.customerId),
              ne(tickets.customerId, customerId),
            ),
          )
          .limit(1),
  ]);
  return runs.length + opened.length > 0;
}
