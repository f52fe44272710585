import { fixedClock } from "#server/core/clock.ts";
import type { Actor, Ctx } from "#server/core/context.ts";
import { FRESH_MS } from "#server/core/permissions.ts";
import type { CloudEvent } from "#server/orders/schemas.ts";
import type { DemoAccount } from "./accounts.ts";
import type { Random } from "./random.ts";
import type { Planned } from "./world.ts";

export type Colleague = DemoAccount & { id: string };

/** What the scripts of the demo's tickets play with. */
export type Stage = {
  random: Random;
  /** The month ends here: what would come later has not happened yet. */
  now: Date;
  agents: readonly Colleague[];
  leads: readonly Colleague[];
  /** Sends events over HTTP, as the platform does. */
  send(events: readonly CloudEvent[]): Promise<void>;
};
export type Scene = Stage & { planned: Planned };

/** A member of staff at a moment in the past. */
export function staffAt(person: Colleague, at: Date): Ctx {
  return {
    actor: {
      kind: "staff",
      id: person.id,
      name: person.name,
      role: person.role,
      freshUntil: new Date(at.getTime() + FRESH_MS),
    },
    clock: fixedClock(at),
  };
}

/** Whoever runs a checklist, or holds a ticket's link, at a moment in the past. */
export function customerAt(id: string, at: Date): Ctx {
  const actor: Actor = { kind: "customer", id, name: "customer" };
  return { actor, clock: fixedClock(at) };
}
