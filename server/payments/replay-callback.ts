import type { Ctx } from "#server/core/context.ts";
import { authorizeHandling, type CallbackById } from "./access.ts";
import { findCallback, judgeStored } from "./judge-stored.ts";
import { getCallback } from "./read.ts";
import type { CallbackView } from "./schemas.ts";

/**
 * Judges the stored bytes of a callback again, once keys or records were put right. Its age is that of the time of receipt, and
 * what it says weighs as of then: a later answer of the gateway outweighs it.
 * @returns the callback with its new verdict
 * @throws DomainError 403 FORBIDDEN, 404 CALLBACK_NOT_FOUND or CHANNEL_NOT_FOUND
 */
export async function replayCallback({ ctx, input }: { ctx: Ctx; input: CallbackById }): Promise<CallbackView> {
  authorizeHandling(ctx);
  await judgeStored(ctx, await findCallback(input.id), true);
  return getCallback({ ctx, input });
}
