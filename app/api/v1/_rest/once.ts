import { problem } from "#server/http/index.ts";
import { isReplayed, type StoredResponse } from "#server/topup/index.ts";
import type { Reply } from "./endpoint.ts";

const replayedHeader = { "Idempotency-Replayed": "true" };

/** The answer of a write that is done once; a stored one, were it a refusal, says that it is. */
export async function once(request: Request, write: () => Promise<StoredResponse>): Promise<Reply> {
  try {
    const { status, body, replayed } = await write();
    return { status, body, ...(replayed ? { headers: replayedHeader } : {}) };
  } catch (error) {
    if (isReplayed(error)) return problem(error, request, replayedHeader);
    throw error;
  }
}
