"use client";

import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useTranslations } from "next-intl";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { DeliveryState } from "#server/notifications/schemas.ts";
import type { AppRouter } from "#server/trpc/index.ts";

export type Notice = inferRouterOutputs<AppRouter>["notices"]["list"]["items"][number];

const PAGE = 30;
/** Nothing says live what became of a mail: the page looks by the clock. */
const EVERY_MS = 10_000;

export const noticePages = (filter: { state?: DeliveryState; orderNo?: string }) =>
  infiniteQueryOptions({
    queryKey: ["notices", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      trpc.notices.list.query({ ...filter, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: EVERY_MS,
  });

export type StaffDelivery = inferRouterOutputs<AppRouter>["staffNotices"]["deliveries"]["items"][number];

export const staffPages = (state: DeliveryState | "all") =>
  infiniteQueryOptions({
    queryKey: ["staffNotices", "deliveries", state],
    queryFn: ({ pageParam, signal }) =>
      trpc.staffNotices.deliveries.query(
        { limit: PAGE, ...(state !== "all" && { state }), ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: EVERY_MS,
  });

/** Sends one again; whatever comes of it, the list is asked for anew. */
export function useResend(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => trpc.notices.resend.mutate({ id }),
    onSettled: () => client.invalidateQueries({ queryKey: ["notices"] }),
  });
}

/** Words for why one could not be sent again. */
export function useNoticeFailure(): (error: unknown) => string {
  const t = useTranslations("notices.errors");
  const general = useFailureText();
  return (error) => {
    const key = failureOf(error).code as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "CHANNEL_OFF") : general(error);
  };
}
