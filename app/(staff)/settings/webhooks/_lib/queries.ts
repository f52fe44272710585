"use client";

import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { useTranslations } from "next-intl";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { WebhookState } from "#server/notifications/schemas.ts";
import type { AppRouter } from "#server/trpc/index.ts";

type Answers = inferRouterOutputs<AppRouter>;
export type Inputs = inferRouterInputs<AppRouter>;
export type Robot = Answers["robots"]["list"][number];
export type Hook = Answers["webhooks"]["list"][number];
export type Delivery = Answers["webhooks"]["deliveries"]["items"][number];

const PAGE = 20;
/** Nothing says live what became of a call: the page looks by the clock. */
const EVERY_MS = 10_000;

export const allRobots = queryOptions({
  queryKey: ["robots"],
  queryFn: ({ signal }) => trpc.robots.list.query(undefined, { signal }),
});
export const allHooks = queryOptions({
  queryKey: ["webhooks", "list"],
  queryFn: ({ signal }) => trpc.webhooks.list.query(undefined, { signal }),
});
export const deliveryPages = (state: WebhookState | "all") =>
  infiniteQueryOptions({
    queryKey: ["webhooks", "deliveries", state],
    queryFn: ({ pageParam, signal }) =>
      trpc.webhooks.deliveries.query(
        { limit: PAGE, ...(state !== "all" && { state }), ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: EVERY_MS,
  });

/** Does something about a robot or an address; whatever comes of it, the lists are asked for anew. */
export function useAct<I, O>(act: (input: I) => Promise<O>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ["robots"] });
      await client.invalidateQueries({ queryKey: ["webhooks"] });
    },
  });
}

/** Words for why it did not work. */
export function useOutboundFailure(): (error: unknown) => string {
  const t = useTranslations("webhooks.errors");
  const general = useFailureText();
  return (error) => {
    const key = failureOf(error).code as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "ROBOT_URL") : general(error);
  };
}

/** The key of a topic's words. */
export const topicKey = (topic: string) => topic.replace(".", "_") as "ticket_opened";
