import { and, desc, eq, inArray, isNotNull, lt, or } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { commands } from "#db/schema/index.ts";
import { type Ctx, may } from "#server/core/context.ts";
import { DomainError, forbidden } from "#server/core/errors.ts";
import type { Permission } from "#server/core/permissions.ts";
import { attemptsOf } from "./attempts.ts";
import {
  type Command,
  type CommandFilter,
  type CommandListInput,
  type CommandSummary,
  commandListSchema,
} from "./schemas.ts";
import { openStates, readCommand } from "./store.ts";
import { commandView, fullCommandView } from "./view.ts";

const readers: readonly Permission[] = ["topups:request", "topups:approve", "trace:read"];

function authorizeReading(ctx: Ctx): Db {
  if (!readers.some((permission) => may(ctx.actor, permission))) {
    throw forbidden(`This needs one of the permissions ${readers.join(", ")}.`, { details: { permissions: readers } });
  }
  return ctx.tx ?? db;
}

/** One command with its attempts. @throws DomainError 403 FORBIDDEN, 404 COMMAND_NOT_FOUND */
export async function getCommand(args: { ctx: Ctx; input: { id: string } }): Promise<Command> {
  const reader = authorizeReading(args.ctx);
  const row = await readCommand(reader, args.input.id);
  return fullCommandView(row, await attemptsOf(reader, row.id));
}

/**
 * Commands, newest first, a page at a time.
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR; ZodError on bad input
 */
export async function listCommands(args: {
  ctx: Ctx;
  input: CommandListInput;
}): Promise<{ items: CommandSummary[]; nextCursor: string | null }> {
  const reader = authorizeReading(args.ctx);
  const { state, orderNo, limit, cursor } = commandListSchema.parse(args.input);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const rows = await reader
    .select()
    .from(commands)
    .where(
      and(
        state && filterOf(state),
        orderNo === undefined ? undefined : eq(commands.orderNo, orderNo),
        after && or(lt(commands.createdAt, after.at), and(eq(commands.createdAt, after.at), lt(commands.id, after.id))),
      ),
    )
    .orderBy(desc(commands.createdAt), desc(commands.id))
    .limit(limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit).map(commandView), nextCursor: last ? writeCursor(last) : null };
}

function filterOf(filter: CommandFilter) {
  if (filter === "open") return inArray(commands.state, [...openStates]);
  if (filter === "waiting") return isNotNull(commands.proposedAt);
  return eq(commands.state, filter);
}

const writeCursor = (row: { createdAt: Date; id: string }) =>
  Buffer.from(`${row.createdAt.getTime()}.${row.id}`).toString("base64url");

function readCursor(cursor: string): { at: Date; id: string } {
  const [, ms, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(Buffer.from(cursor, "base64url").toString("utf8")) ?? [];
  if (ms === undefined || id === undefined) throw new DomainError(422, "BAD_CURSOR", "This cursor is not one of ours.");
  return { at: new Date(Number(ms)), id };
}
