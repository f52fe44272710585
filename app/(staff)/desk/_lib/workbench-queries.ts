"use client";

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { AppRouter } from "#server/trpc/index.ts";

type Locale = "zh-CN" | "en";
type Outputs = inferRouterOutputs<AppRouter>["workbench"];
export type ClockRow = Outputs["timeline"]["rows"][number];
export type Next = Outputs["nextAction"];

/** Under the order, whose news make them old. `state` is anew whenever the ticket is, and so is what to do about it. */
export const timelineOf = (orderNo: string, locale: Locale, state: string) =>
  queryOptions({
    queryKey: ["order", orderNo, "timeline", locale, state],
    queryFn: ({ signal }) => trpc.workbench.timeline.query({ orderNo, locale }, { signal }),
    placeholderData: keepPreviousData,
  });

export const nextOf = (number: string, orderNo: string | null, locale: Locale, state: string) =>
  queryOptions({
    queryKey: ["order", orderNo ?? number, "next", number, locale, state],
    queryFn: ({ signal }) => trpc.workbench.nextAction.query({ number, locale }, { signal }),
    placeholderData: (before: Next | undefined, query) => (query?.queryKey[3] === number ? before : undefined),
  });

export const gatewayTextOf = (orderNo: string, locale: Locale) => trpc.workbench.text.query({ orderNo, locale });
