import { desc, eq } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { commandAttempts } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import type { Verdict } from "./rules.ts";
import type { AttemptAction, CommandAttempt } from "./schemas.ts";

const SHOWN = 100;

/** Begins a line in a command's log, before the call: one that is cut off leaves it without an outcome. */
export async function startAttempt(tx: Tx, commandId: string, action: AttemptAction, startedAt: Date): Promise<string> {
  const id = newId();
  await tx.insert(commandAttempts).values({ id, commandId, action, startedAt });
  return id;
}

/** Ends it with what came of the call. */
export async function endAttempt(tx: Tx, id: string, verdict: Verdict, tookMs: number): Promise<void> {
  const { outcome, httpStatus, detail, code, message } = verdict;
  const said = detail ?? ([code, message].filter(Boolean).join(": ") || null);
  await tx.update(commandAttempts).set({ outcome, httpStatus, tookMs, detail: said }).where(eq(commandAttempts.id, id));
}

/** The newest attempts, oldest first. */
export async function attemptsOf(reader: Db, commandId: string): Promise<CommandAttempt[]> {
  const rows = await reader
    .select()
    .from(commandAttempts)
    .where(eq(commandAttempts.commandId, commandId))
    .orderBy(desc(commandAttempts.id))
    .limit(SHOWN);
  return rows.reverse().map(({ action, startedAt, tookMs, outcome, httpStatus, detail }) => ({
    ...{ action, tookMs, outcome, httpStatus, detail },
    startedAt: startedAt.toISOString(),
  }));
}
