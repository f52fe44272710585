"use client";

import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { TOLD } from "#app/(staff)/_lib/use-live.ts";
import type { SaveStaffPreferences } from "#server/notifications/schemas.ts";
import type { AppRouter } from "#server/trpc/index.ts";

type Answers = inferRouterOutputs<AppRouter>["staffNotices"];
export type StaffNotice = Answers["list"]["items"][number];
export type Preferences = Answers["preferences"];
export type Show = "all" | "unread";

const PAGE = 30;

export const inboxPages = (show: Show, locale: "zh-CN" | "en") =>
  infiniteQueryOptions({
    queryKey: ["staffNotices", "list", show, locale],
    queryFn: ({ pageParam, signal }) =>
      trpc.staffNotices.list.query(
        { show, locale, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });

export const ownPreferences = queryOptions({
  queryKey: ["staffNotices", "preferences"],
  queryFn: ({ signal }) => trpc.staffNotices.preferences.query(undefined, { signal }),
});

/** Marks some as read, or all; the bell is told at once. */
export function useRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids?: string[]) => trpc.staffNotices.read.mutate(ids ? { ids } : {}),
    onSettled: () => {
      window.dispatchEvent(new Event(TOLD));
      return client.invalidateQueries({ queryKey: ["staffNotices", "list"] });
    },
  });
}

export function useSavePreferences() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: SaveStaffPreferences) => trpc.staffNotices.savePreferences.mutate(input),
    onSuccess: (saved) => client.setQueryData(ownPreferences.queryKey, saved),
  });
}
