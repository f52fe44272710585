"use client";

import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useTranslations } from "next-intl";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { CommandFilter, Settlement, SettlementAnswer } from "#server/topup/schemas.ts";
import type { AppRouter } from "#server/trpc/index.ts";

type Outputs = inferRouterOutputs<AppRouter>["commands"];
export type CommandSummary = Outputs["list"]["items"][number];
export type Command = Outputs["get"];

const PAGE = 30;

/** Pages of commands. Live changes name the first word of the key. */
export const commandPages = (filter: { state?: CommandFilter; orderNo?: string }) =>
  infiniteQueryOptions({
    queryKey: ["commands", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      trpc.commands.list.query({ ...filter, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });

/** The newest of an order; the commands page has them all. */
export const commandsOfOrder = (orderNo: string) =>
  queryOptions({
    queryKey: ["commands", "order", orderNo],
    queryFn: ({ signal }) => trpc.commands.list.query({ orderNo, limit: 5 }, { signal }),
  });

export const commandInFull = (id: string) =>
  queryOptions({
    queryKey: ["commands", "one", id],
    queryFn: ({ signal }) => trpc.commands.get.query({ id }, { signal }),
  });

/** What can be done with one command; whatever comes of it, the lists are asked for anew. */
export function useCommandActs(id: string) {
  const client = useQueryClient();
  const onSettled = () => {
    for (const queryKey of [["commands"], ["topups"], ["order"], ["money"]]) {
      void client.invalidateQueries({ queryKey });
    }
  };
  const retry = useMutation({ mutationFn: () => trpc.commands.retry.mutate({ id }), onSettled });
  const propose = useMutation({
    mutationFn: (input: Settlement) => trpc.commands.propose.mutate({ ...input, id }),
    onSettled,
  });
  const answer = useMutation({
    mutationFn: (input: SettlementAnswer) => trpc.commands.answer.mutate({ ...input, id }),
    onSettled,
  });
  return { retry, propose, answer };
}

/** Words for what went wrong with a command. */
export function useCommandFailure(): (error: unknown) => string {
  const t = useTranslations("commands.errors");
  const general = useFailureText();
  return (error) => {
    const key = failureOf(error).code as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "COMMAND_BUSY") : general(error);
  };
}
