import { db } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { openDelivery } from "../card-keys/delivery.ts";
import { type Lease, renewToSend, takeLease } from "./lease.ts";
import { callPlatform, commandSecrets } from "./platform.ts";
import { record } from "./record.ts";
import type { Verdict } from "./rules.ts";
import type { CommandState } from "./schemas.ts";
import { readCommand } from "./store.ts";

const DEFAULT_TIMEOUT_MS = 10_000;
const MAX_TIMEOUT_MS = 20_000;

/**
 * Sends a command to the platform, or asks what became of it: once, now. Of any number of callers one does; the others get the
 * state it has meanwhile. Outside transactions only. Never throws for what the other side does.
 * @param timeoutMs how long the platform may take for one call; at most 20 s
 * @param afterwards asks again about one that succeeded, for a card key that could not be read
 * @throws DomainError 404 COMMAND_NOT_FOUND
 */
export async function carryOut(args: {
  ctx: Ctx;
  commandId: string;
  timeoutMs?: number;
  afterwards?: boolean;
}): Promise<CommandState> {
  const { ctx, commandId } = args;
  const timeoutMs = Math.min(args.timeoutMs ?? DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS);
  const seen = await readCommand(db, commandId);
  const lease = await takeLease(ctx, seen, timeoutMs, args.afterwards ?? false);
  if (typeof lease === "string") return lease;
  const asked = await attempt(lease, timeoutMs);
  if (asked.verdict.outcome !== "not_received") return settle(ctx, lease, asked);
  // It said before that it has it. What then forgot it may have done it: only people can tell.
  if (lease.row.state === "pending") return settle(ctx, lease, { ...asked, verdict: forgotten(asked.verdict) });
  if (lease.row.state === "succeeded") return settle(ctx, lease, asked);
  const again = await renewToSend(ctx, lease, asked.verdict, asked.tookMs, timeoutMs);
  return again ? settle(ctx, again, await attempt(again, timeoutMs)) : settle(ctx, lease, asked);
}

type Attempted = { verdict: Verdict; tookMs: number };

async function attempt(lease: Lease, timeoutMs: number): Promise<Attempted> {
  const { row, action, first } = lease;
  const startedMs = performance.now();
  const verdict = await callPlatform({ command: row, action, first, timeoutMs });
  return { verdict, tookMs: Math.round(performance.now() - startedMs) };
}

async function settle(ctx: Ctx, lease: Lease, { verdict, tookMs }: Attempted): Promise<CommandState> {
  const delivery =
    verdict.delivery === null ? undefined : await openDelivery(lease.row.id, verdict.delivery, commandSecrets());
  return record(ctx, lease, verdict, tookMs, delivery);
}

const forgotten = (verdict: Verdict): Verdict => ({
  ...verdict,
  outcome: "unknown",
  detail: "the platform took it on and no longer knows it",
});
