"use client";

import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, TRPCClientError } from "@trpc/client";
import type { AppRouter } from "#server/trpc/index.ts";

const url = "/api/trpc";
const MAX_URL = 4_000;

/** Calls the server's procedures. Queries that start together travel together; subscriptions are a stream each. */
export const trpc = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (op) => op.type === "subscription",
      true: httpSubscriptionLink({ url }),
      false: httpBatchLink({ url, maxItems: 10, maxURLLength: MAX_URL }),
    }),
  ],
});

/** What the server said about a failure; `OFFLINE` when it could not be asked. */
export type Failure = { code: string; details: Record<string, unknown>; errorId?: string; message: string };

/** Reads any thrown value as a failure that {@link useFailureText} has words for. */
export function failureOf(error: unknown): Failure {
  if (error instanceof TRPCClientError) {
    const data = error.data as
      | { code?: string; details?: Record<string, unknown>; errorId?: string }
      | null
      | undefined;
    if (data?.code) {
      const { code, details = {}, errorId } = data;
      return { code, details, message: error.message, ...(errorId ? { errorId } : {}) };
    }
    return { code: "OFFLINE", details: {}, message: error.message };
  }
  return { code: "INTERNAL_ERROR", details: {}, message: String(error) };
}
