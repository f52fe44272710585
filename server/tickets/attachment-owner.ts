import type { Actor } from "#server/core/context.ts";

/** The owner key of what an actor uploads on their own account; undefined for customers, who upload to a run or ticket. */
export function ownUploads(actor: Actor): string | undefined {
  return actor.kind === "customer" ? undefined : `${actor.kind}:${actor.id}`;
}
