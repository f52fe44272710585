import { eq } from "drizzle-orm";
import { vi } from "vitest";
import { db, transact } from "#db/client.ts";
import { staffDeliveries, staffNotices, user } from "#db/schema/index.ts";
import type { Clock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { idsNow, newId } from "#server/core/ids.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { type DomainEvent, emit } from "#server/jobs/index.ts";

/** For tests: members of the staff, events of a while ago, and what came of them. */

export async function person(id: string, role: StaffRole = "agent"): Promise<void> {
  const now = new Date();
  const email = `${id}@example.com`;
  const values = { id, name: id, email, emailVerified: true, role, createdAt: now, updatedAt: now };
  await transact((tx) => tx.insert(user).values(values));
}

export const as = (id: string, clock: Clock, role: StaffRole = "agent"): Ctx => ({
  actor: { kind: "staff", id, name: id, role, freshUntil: ALWAYS },
  clock,
});

/** Something happens, and then work is done that sees it: consumers leave the newest seconds alone. */
export async function happened(clock: Clock, event: DomainEvent, work: () => Promise<unknown>): Promise<void> {
  await transact((tx) => emit(tx, clock, event));
  await seenBy(work);
}

export async function seenBy(work: () => Promise<unknown>): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: idsNow() + 3_000 });
  try {
    await work();
  } finally {
    vi.useRealTimers();
  }
}

export const noticesOf = (personId: string) =>
  db.select().from(staffNotices).where(eq(staffNotices.personId, personId)).orderBy(staffNotices.id);
export const deliveries = () => db.select().from(staffDeliveries).orderBy(staffDeliveries.id);

/** An event of a ticket. */
export const ofTicket = (topic: string, payload: Record<string, unknown> = {}): DomainEvent => ({
  ...{ topic, subject: "ticket:TK1" },
  payload: { number: "TK1", n: newId(), ...payload },
});
