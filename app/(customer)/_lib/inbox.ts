import { customersOf } from "#server/notifications/index.ts";
import { customerHere, grants } from "./session.ts";

/** The customers whose inboxes this browser may read: those whose runs and tickets it was let in to, and who was handed over. */
export async function inboxCustomers(): Promise<string[]> {
  const [known, here] = await Promise.all([grants(), customerHere()]);
  const granted = known.diagnoses.length + known.tickets.length === 0 ? [] : await customersOf(known);
  return [...new Set([...(here ? [here.customerId] : []), ...granted])];
}
