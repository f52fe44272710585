import { customersOf } from "#server/notifications/index.ts";
import { grants } from "./session.ts";

/** The customers whose inboxes this browser may read: those whose runs and tickets it was let in to. */
export async function inboxCustomers(): Promise<string[]> {
  const known = await grants();
  return known.diagnoses.length + known.tickets.length === 0 ? [] : customersOf(known);
}
