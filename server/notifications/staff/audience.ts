import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { refunds, ticketFollowers, tickets, topups, user } from "#db/schema/index.ts";
import { type Permission, rolePermissions, type StaffRole } from "#server/core/permissions.ts";
import { onShiftIds } from "#server/shifts/index.ts";
import type { Audience } from "./rules.ts";

export type Person = { id: string; email: string; role: string };

/** Nobody has more colleagues than this at one desk. */
const MAX_PEOPLE = 500;
const columns = { id: user.id, email: user.email, role: user.role };

/** The people that a notice is for, without who did what it tells of and without closed accounts. */
export async function peopleOf(tx: Tx, to: Audience, now: Date): Promise<Person[]> {
  const found = await within(tx, to, now);
  return found.filter(({ id }) => id !== to.except);
}

async function within(tx: Tx, to: Audience, now: Date): Promise<Person[]> {
  const { people, ticket, orShift, permission, role, onShift } = to;
  if (onShift) return working(tx, onShift, now);
  if (role) return ofRoles(tx, [role]);
  if (permission) return everybody(tx, permission);
  if (ticket === undefined) return known(tx, people ?? []);
  const around = await aroundTicket(tx, ticket);
  if (!around) return [];
  const { assigneeId, followers } = around;
  if (assigneeId !== null) return known(tx, [assigneeId, ...followers]);
  // A promise about to be broken is told to somebody, also of a ticket that nobody took.
  const shift = orShift ? await working(tx, orShift, now) : [];
  const others = followers.filter((id) => !shift.some((person) => person.id === id));
  return [...shift, ...(await known(tx, others))];
}

async function working(tx: Tx, onShift: NonNullable<Audience["onShift"]>, now: Date): Promise<Person[]> {
  const found = await known(tx, await onShiftIds(tx, now, onShift === true ? undefined : onShift.queue));
  return found.length > 0 ? found : everybody(tx, "incidents:write");
}

async function known(tx: Tx, ids: readonly string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const some = [...new Set(ids)].slice(0, MAX_PEOPLE);
  return tx
    .select(columns)
    .from(user)
    .where(and(inArray(user.id, some), isNull(user.disabledAt)));
}

async function everybody(tx: Tx, permission: Permission): Promise<Person[]> {
  const roles = (Object.keys(rolePermissions) as StaffRole[]).filter((role) =>
    rolePermissions[role].includes(permission),
  );
  return ofRoles(tx, roles);
}

const ofRoles = (tx: Tx, roles: StaffRole[]): Promise<Person[]> =>
  tx
    .select(columns)
    .from(user)
    .where(and(inArray(user.role, roles), isNull(user.disabledAt)))
    .orderBy(asc(user.id))
    .limit(MAX_PEOPLE);

type Around = { assigneeId: string | null; followers: string[] };

async function aroundTicket(tx: Tx, number: string): Promise<Around | null> {
  const [ticket] = await tx
    .select({ id: tickets.id, assigneeId: tickets.assigneeId })
    .from(tickets)
    .where(eq(tickets.number, number));
  if (!ticket) return null;
  const followers = await tx
    .select({ id: ticketFollowers.personId })
    .from(ticketFollowers)
    .where(eq(ticketFollowers.ticketId, ticket.id))
    .limit(MAX_PEOPLE);
  return { assigneeId: ticket.assigneeId, followers: followers.map(({ id }) => id) };
}

/** Who asked for money that waits for a second person; undefined when it waits no more. */
export async function waitingFor(tx: Tx, payload: Record<string, unknown>): Promise<string | undefined> {
  const { topupId, refundId } = payload;
  const table = typeof topupId === "string" ? topups : refunds;
  const id = typeof topupId === "string" ? topupId : refundId;
  if (typeof id !== "string") return undefined;
  const [row] = await tx.select({ by: table.requestedById, state: table.state }).from(table).where(eq(table.id, id));
  return row?.state === "pending_approval" ? row.by : undefined;
}
