"use client";

import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useTranslations } from "next-intl";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { AppRouter } from "#server/trpc/index.ts";

type Answers = inferRouterOutputs<AppRouter>;
export type Alert = Answers["alerts"]["list"]["items"][number];
export type Rule = Answers["alerts"]["rules"][number];
export type Incident = Answers["incidents"]["list"]["items"][number];
export type IncidentDetail = Answers["incidents"]["get"];

const PAGE = 20;
/** Values of an alert move without being told of. */
const EVERY_MS = 15_000;

export const alertPages = (state: "open" | "over") =>
  infiniteQueryOptions({
    queryKey: ["alerts", "list", state],
    queryFn: ({ pageParam, signal }) =>
      trpc.alerts.list.query({ state, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: EVERY_MS,
  });
export const allRules = queryOptions({
  queryKey: ["alerts", "rules"],
  queryFn: ({ signal }) => trpc.alerts.rules.query(undefined, { signal }),
});
export const incidentPages = (state: "live" | "resolved" | "dismissed") =>
  infiniteQueryOptions({
    queryKey: ["incidents", "list", state],
    queryFn: ({ pageParam, signal }) =>
      trpc.incidents.list.query({ state, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
export const incidentOf = (number: string) =>
  queryOptions({
    queryKey: ["incidents", "one", number],
    queryFn: ({ signal }) => trpc.incidents.get.query({ number }, { signal }),
  });
export const approvalsOf = (number: string) =>
  queryOptions({
    queryKey: ["incidents", "approvals", number],
    queryFn: ({ signal }) => trpc.incidents.approvals.query({ number }, { signal }),
  });

/** Does something about an alert or incident; whatever comes of it, they are asked for anew. */
export function useAct<I, O>(act: (input: I) => Promise<O>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ["incidents"] });
      await client.invalidateQueries({ queryKey: ["alerts"] });
    },
  });
}

/** Words for why it did not work. */
export function useIncidentFailure(): (error: unknown) => string {
  const t = useTranslations("incidents.errors");
  const general = useFailureText();
  return (error) => {
    const key = failureOf(error).code as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "INCIDENT_STATE") : general(error);
  };
}

/** How much a measure shows, in a unit that people read. */
export function quantity(unit: Alert["unit"], value: number, locale: string): string {
  const number = (digits: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
  if (unit === "permille") return `${number(1).format(value / 10)}%`;
  if (unit === "count") return number(0).format(value);
  const style = (name: "second" | "minute" | "hour") =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: 1 });
  if (value < 120_000) return style("second").format(value / 1_000);
  return value < 7_200_000 ? style("minute").format(value / 60_000) : style("hour").format(value / 3_600_000);
}
