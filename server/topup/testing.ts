import { fixedClock } from "#server/core/clock.ts";
import type { Actor, Ctx } from "#server/core/context.ts";
import type { StaffRole } from "#server/core/permissions.ts";

/** For tests: who acts, and when. */

/** A moment after the events that `#server/orders/testing.ts` makes by default. */
export const NOW = "2026-11-02T00:00:00Z";

export const staff = (id: string, role: StaffRole = "agent", at: Date | string = NOW): Ctx => ({
  actor: { kind: "staff", id, name: id, role },
  clock: fixedClock(at),
});

export const apiKey = (id: string, scopes: string[] = ["*"], at: Date | string = NOW): Ctx => ({
  actor: { kind: "apiKey", id, name: id, scopes } satisfies Actor,
  clock: fixedClock(at),
});

/** What a promise was refused with. */
export async function refusal(work: Promise<unknown>): Promise<{
  status: number;
  code: string;
  details: Record<string, unknown>;
}> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error && "status" in error && "code" in error && "details" in error) {
    return error as Error & { status: number; code: string; details: Record<string, unknown> };
  }
  throw error ?? new Error("It was not refused");
}
