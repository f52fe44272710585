"use client";

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { AppRouter } from "#server/trpc/index.ts";

export type Template = inferRouterOutputs<AppRouter>["templates"]["list"][number];
export type Draft = { kind: Template["kind"]; locale: Template["locale"]; title: string; body: string };

export const allTemplates = queryOptions({
  queryKey: ["templates", "list"],
  queryFn: ({ signal }) => trpc.templates.list.query(undefined, { signal }),
});

/** How a draft would go out; what was shown stays until the next one is there. */
export const previewOf = (draft: Draft) =>
  queryOptions({
    queryKey: ["templates", "preview", draft],
    queryFn: ({ signal }) => trpc.templates.preview.query(draft, { signal }),
    enabled: draft.title.trim() !== "" && draft.body.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

function useAct<I>(act: (input: I) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => client.invalidateQueries({ queryKey: ["templates", "list"] }),
  });
}

export const useSave = () => useAct((draft: Draft) => trpc.templates.save.mutate(draft));
export const useReset = () =>
  useAct(({ kind, locale }: Pick<Draft, "kind" | "locale">) => trpc.templates.reset.mutate({ kind, locale }));
