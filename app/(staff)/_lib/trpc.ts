"use client";

import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
  type TRPCLink,
} from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "#server/trpc/index.ts";
import { askForFactor } from "./step-up.ts";

const url = "/api/trpc";
const MAX_URL = 4_000;

/**
 * Where the server wants a second factor first, asks for one and then sends the very same call again: its input, and the
 * key that makes it count once, are what they were.
 */
const stepUpLink: TRPCLink<AppRouter> =
  () =>
  ({ next, op }) =>
    observable((observer) => {
      let running: { unsubscribe(): void } | undefined;
      let ended = false;
      const send = (mayAsk: boolean) => {
        running = next(op).subscribe({
          next: (value) => observer.next(value),
          complete: () => observer.complete(),
          error: (error) => {
            if (!mayAsk || failureOf(error).code !== "SECOND_FACTOR_REQUIRED") return observer.error(error);
            void askForFactor(op.type === "mutation").then((shown) => {
              if (ended) return;
              if (shown) send(false);
              else observer.error(error);
            });
          },
        });
      };
      send(op.type !== "subscription");
      return () => {
        ended = true;
        running?.unsubscribe();
      };
    });

/** Calls the server's procedures. Queries that start together travel together; subscriptions are a stream each. */
export const trpc = createTRPCClient<AppRouter>({
  links: [
    stepUpLink,
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
