import { eq } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { commands } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { attemptsOf } from "./attempts.ts";
import { carryOut } from "./carry-out.ts";
import { tellCommand } from "./finish.ts";
import type { Command } from "./schemas.ts";
import { isHeld, isOpen, lockOf, readCommand } from "./store.ts";
import { fullCommandView } from "./view.ts";

/**
 * Asks the platform about a command now, and begins its schedule anew. One that never left is sent. For one that succeeded and
 * whose card key could not be read it asks for the key again. While somebody else is asking, that is what happens.
 * @returns the command as it is afterwards
 * @throws DomainError 403 FORBIDDEN; 404 COMMAND_NOT_FOUND; 409 COMMAND_DECIDED when it has its result
 */
export async function retryCommand(args: { ctx: Ctx; input: { id: string } }): Promise<Command> {
  const ctx = authorize(args.ctx, "topups:approve");
  if (ctx.tx) throw new Error("the platform is not called inside a transaction");
  const { id } = args.input;
  const seen = await readCommand(db, id);
  const afterwards = await transact(async (tx) => {
    const row = await readCommand(tx, id);
    const forKey = row.delivery === "unreadable";
    if (!isOpen(row.state) && !forKey) {
      throw conflict("COMMAND_DECIDED", `This command is ${row.state}.`, { details: { id, state: row.state } });
    }
    const now = ctx.clock.now();
    if (isHeld(row, now)) return forKey;
    if (isOpen(row.state)) {
      const state = row.state !== "dead" ? row.state : row.sentAt ? "unknown" : "queued";
      await tx.update(commands).set({ state, tries: 0, nextAttemptAt: now }).where(eq(commands.id, id));
      if (state !== row.state) await tellCommand(tx, ctx, row, state);
    }
    await appendAudit(tx, ctx, {
      action: "command.retried",
      subject: `order:${row.orderNo}`,
      data: { commandId: id, was: row.state },
    });
    return forKey;
  }, lockOf(seen));
  await carryOut({ ctx, commandId: id, afterwards });
  return fullCommandView(await readCommand(db, id), await attemptsOf(db, id));
}
