"use client";

import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useTranslations } from "next-intl";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { InboxVerdict } from "#server/payments/schemas.ts";
import type { AppRouter } from "#server/trpc/index.ts";

type Outputs = inferRouterOutputs<AppRouter>["payments"];
export type CallbackSummary = Outputs["callbacks"]["items"][number];
export type Callback = Outputs["callback"];
export type CallbackFilter = { channel?: string; verdict?: InboxVerdict; orderNo?: string };

const PAGE = 30;

/** Pages of callbacks. Live changes name the first word of the key. */
export const callbackPages = (filter: CallbackFilter) =>
  infiniteQueryOptions({
    queryKey: ["callbacks", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      trpc.payments.callbacks.query(
        { ...filter, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });

/** An order's own: those that verified, and those that only claim to be about it. */
export const callbacksOfOrder = (orderNo: string) =>
  queryOptions({
    queryKey: ["callbacks", "order", orderNo],
    queryFn: ({ signal }) => trpc.payments.callbacksOfOrder.query({ orderNo }, { signal }),
  });

export const callbackInFull = (id: string) =>
  queryOptions({
    queryKey: ["callbacks", "one", id],
    queryFn: ({ signal }) => trpc.payments.callback.query({ id }, { signal }),
  });

/** What can be done with one callback; whatever comes of it, what it may have changed is asked for anew. */
export function useCallbackActs(id: string) {
  const client = useQueryClient();
  const onSettled = () => {
    for (const queryKey of [["callbacks"], ["order"], ["money"]]) void client.invalidateQueries({ queryKey });
  };
  const replay = useMutation({ mutationFn: () => trpc.payments.replay.mutate({ id }), onSettled });
  const relay = useMutation({ mutationFn: () => trpc.payments.relay.mutate({ id }), onSettled });
  return { replay, relay };
}

/** Words for what went wrong with a callback. */
export function useCallbackFailure(): (error: unknown) => string {
  const t = useTranslations("callbacks.errors");
  const general = useFailureText();
  return (error) => {
    const key = failureOf(error).code as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "RELAY_IN_PROGRESS") : general(error);
  };
}
