import type { Actor } from "./context.ts";

type Customer = Extract<Actor, { kind: "customer" }>;

/**
 * What customers' actors are called who are known by something else than the platform's word: by a run, a ticket's link, or not at
 * all. A platform may call a customer of its own the same; such a customer owns nothing here, or the name would be the right.
 */
const RESERVED = /^(?:diagnosis:|ticket:|visitor$|anonymous$|nobody$)/;

/** True for ids under which no customer of a platform may be let in. Their events are kept like anybody's. */
export const isReservedCustomer = (customerId: string): boolean => RESERVED.test(customerId);

/**
 * The actor of a customer whom the platform, or something that was proven, calls by this id.
 * @returns an actor who owns nothing when the id is a reserved one
 */
export function customerActor(customerId: string): Customer {
  return { kind: "customer", id: isReservedCustomer(customerId) ? "nobody" : customerId, name: "customer" };
}

/**
 * The platform's id of who acts, to be compared with the customer of an order, ticket or run.
 * @returns undefined for everybody who is known by something else; it equals no customer's id
 */
export function customerIdOf(actor: Actor): string | undefined {
  return actor.kind === "customer" && !isReservedCustomer(actor.id) ? actor.id : undefined;
}
