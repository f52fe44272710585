import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { commands } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { endAttempt, startAttempt } from "./attempts.ts";
import type { Verdict } from "./rules.ts";
import type { AttemptAction, CommandState } from "./schemas.ts";
import { type CommandRow, isHeld, isOpen, lockOf, readCommand } from "./store.ts";

/** The right to call the platform about one command, for a while. */
export type Lease = {
  /** As it was when it was taken. */
  row: CommandRow;
  owner: string;
  action: AttemptAction;
  /** Nothing of it can have reached the platform before this attempt. */
  first: boolean;
  attemptId: string;
};

/** Room for what stands around the calls: a slow disk, a busy database. */
const MARGIN_MS = 30_000;
/** One lease lasts for a question and, if that has it sent again, for the sending. */
const lengthMs = (timeoutMs: number) => 2 * timeoutMs + MARGIN_MS;

/**
 * Takes the right to one attempt and makes it durable, before anything leaves, that something may have left: whoever dies
 * from here on leaves a command that is asked about, not one that is sent as if for the first time.
 * @param afterwards also when it succeeded already, to ask for its card key again
 * @returns the lease; or the command's state when it has a result or somebody else holds it
 */
export async function takeLease(
  ctx: Ctx,
  seen: CommandRow,
  timeoutMs: number,
  afterwards: boolean,
): Promise<Lease | CommandState> {
  return transact(async (tx) => {
    const row = await readCommand(tx, seen.id);
    const now = ctx.clock.now();
    const wanted = (isOpen(row.state) && row.state !== "dead") || (afterwards && row.delivery === "unreadable");
    if (!wanted || isHeld(row, now)) return row.state;
    const first = row.sentAt === null;
    const owner = randomUUID();
    const until = new Date(now.getTime() + lengthMs(timeoutMs));
    await tx
      .update(commands)
      .set({
        ...(isOpen(row.state) && { nextAttemptAt: until, tries: row.tries + 1 }),
        ...(first && { sentAt: now, state: "unknown" as const }),
        attempts: row.attempts + 1,
        leaseUntil: until,
        leaseOwner: owner,
      })
      .where(eq(commands.id, row.id));
    const action = first ? "send" : "ask";
    const attemptId = await startAttempt(tx, row.id, action, now);
    return { row, owner, action, first, attemptId };
  }, lockOf(seen));
}

/**
 * Goes on to send again what the platform, when asked, said it never received: under the same id, in the same lease.
 * @returns the lease with its new attempt; undefined when it is no longer ours to send
 */
export async function renewToSend(
  ctx: Ctx,
  lease: Lease,
  verdict: Verdict,
  tookMs: number,
  timeoutMs: number,
): Promise<Lease | undefined> {
  return transact(async (tx: Tx) => {
    const row = await readCommand(tx, lease.row.id);
    const now = ctx.clock.now();
    if (row.leaseOwner !== lease.owner || !isOpen(row.state) || !isHeld(row, now)) return undefined;
    await endAttempt(tx, lease.attemptId, verdict, tookMs);
    const until = new Date(now.getTime() + lengthMs(timeoutMs));
    await tx
      .update(commands)
      .set({ attempts: row.attempts + 1, leaseUntil: until, nextAttemptAt: until })
      .where(eq(commands.id, row.id));
    const attemptId = await startAttempt(tx, row.id, "send", now);
    return { ...lease, action: "send" as const, attemptId };
  }, lockOf(lease.row));
}
