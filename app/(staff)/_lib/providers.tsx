"use client";

import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { failureOf } from "./trpc.ts";

const STALE_MS = 15_000;

// What a click began is seen before the next click comes: by the library's own timer the second of a double click would find its
// button still open, and ask twice for what can be had once.
notifyManager.setScheduler(queueMicrotask);

/** Answers that will not change by asking again. */
const isFinal = (error: unknown) => !["OFFLINE", "INTERNAL_ERROR"].includes(failureOf(error).code);

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { staleTime: STALE_MS, retry: (count, error) => !isFinal(error) && count < 2 },
          mutations: { retry: false },
        },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
