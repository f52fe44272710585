import { customersOf } from "#server/notifications/index.ts";
import { customerHere, grants } from "./session.ts";

/**
 * The customers whose inboxes this browser may read: who was handed over, alone, so that nobody finds another's messages beside
 * their own at a shared machine; else those whose runs it proved. A ticket's link opens no inbox.
 */
export async function inboxCustomers(): Promise<string[]> {
  const [known, here] = await Promise.all([grants(), customerHere()]);
  return here ? [here.customerId] : customersOf(known);
}
