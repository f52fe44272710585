"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { moneyItemKinds, moneyItemStates } from "#server/payments/schemas.ts";
import type { QueueFilter } from "./queries.ts";

export type QueueParams = Partial<Record<"item" | "kind" | "channel" | "state" | "q", string>>;

const oneOf = <T extends string>(values: readonly T[], value: string | null): T | undefined =>
  values.find((each) => each === value);

/** What the queue shows, kept in the address, so that it can be passed on and survives a reload. */
export function useQueueUrl() {
  const search = useSearchParams();
  const selected = search.get("item");
  const filter = useMemo((): QueueFilter => {
    const kind = oneOf(moneyItemKinds, search.get("kind"));
    const channel = search.get("channel")?.slice(0, 128);
    const q = search.get("q")?.slice(0, 128);
    return {
      state: oneOf(moneyItemStates, search.get("state")) ?? "open",
      ...(kind ? { kind } : {}),
      ...(channel ? { channel } : {}),
      ...(q ? { q } : {}),
    };
  }, [search]);
  const hrefOf = useCallback(
    (params: QueueParams) => {
      const next = new URLSearchParams(search);
      for (const [key, value] of Object.entries(params)) {
        if (value) next.set(key, value);
        else next.delete(key);
      }
      return next.size > 0 ? `/money?${next}` : "/money";
    },
    [search],
  );
  const go = useCallback(
    (params: QueueParams, replace = false) => {
      const address = hrefOf(params);
      if (replace) window.history.replaceState(null, "", address);
      else window.history.pushState(null, "", address);
    },
    [hrefOf],
  );
  return { selected, filter, hrefOf, go };
}
export type QueueUrl = ReturnType<typeof useQueueUrl>;
