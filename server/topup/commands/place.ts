import type { Tx } from "#db/client.ts";
import { commands } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import type { CommandKind } from "./schemas.ts";

/** Whoever placed it carries it out right after its transaction. The job is for those who did not live to. */
const GRACE_MS = 15 * SECOND_MS;

type About = { subjectId: string; orderNo: string; customerId: string; amountFen: number; reason: string };
export type NewCommand =
  | (About & {
      /** `subjectId` is the top-up or refund that it carries out. */
      kind: "credit" | "refund";
      /** Whom to credit, or which payment to give back. */
      target: string;
    })
  | (About & {
      /** `subjectId` is the appeal that was passed; `amountFen` is what is at stake, and is not sent: nothing is to be credited. */
      kind: "release";
      reviewId: string | null;
    });

const typeOf = (kind: CommandKind) => (kind === "release" ? "topup.risk.released" : `topup.${kind}.requested`);

/**
 * Writes down, in the caller's transaction, what the platform is to do. It leaves with `carryOut`, after the transaction.
 * @returns its id, which is its subject's: one top-up, refund or appeal can never become two commands
 * @throws a unique violation when it was placed before
 */
export async function placeCommand(tx: Tx, ctx: Ctx, command: NewCommand): Promise<string> {
  const { kind, subjectId, orderNo, customerId, amountFen, reason } = command;
  const id = subjectId;
  const now = ctx.clock.now();
  const body = JSON.stringify({
    specversion: "1.0",
    id,
    source: env().APP_URL,
    type: typeOf(kind),
    subject: orderNo,
    time: now.toISOString(),
    datacontenttype: "application/json",
    data: { commandId: id, orderNo, customerId, ...particulars(command), reason },
  });
  await tx.insert(commands).values({
    ...{ id, kind, orderNo, subjectId, amountFen, body },
    state: "queued",
    attempts: 0,
    tries: 0,
    nextAttemptAt: new Date(now.getTime() + GRACE_MS),
    createdAt: now,
  });
  await appendAudit(tx, ctx, {
    action: "command.placed",
    subject: `order:${orderNo}`,
    data: { commandId: id, kind, amountFen },
  });
  return id;
}

function particulars(command: NewCommand): Record<string, unknown> {
  if (command.kind !== "release") return { target: command.target, amountFen: command.amountFen };
  return command.reviewId === null ? {} : { reviewId: command.reviewId };
}
