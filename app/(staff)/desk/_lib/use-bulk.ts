"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterInputs } from "@trpc/server";
import { useTranslations } from "next-intl";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { AppRouter } from "#server/trpc/index.ts";
import { viewQueries } from "./view-queries.ts";

export type StartBulk = inferRouterInputs<AppRouter>["bulk"]["start"];

/** Begins work on many tickets, follows the last one, and takes it back. */
export function useBulk() {
  const t = useTranslations("views.bulk");
  const client = useQueryClient();
  const failure = useFailureText();
  const onError = (error: unknown) => void toast.error(failure(error));
  const refresh = () => void client.invalidateQueries({ queryKey: viewQueries.bulks().queryKey });
  const last = useQuery(viewQueries.bulks()).data?.items.find((job) => job.undoOf === null);

  const undo = useMutation({
    mutationFn: (id: string) => trpc.bulk.undo.mutate({ id }),
    onSuccess: ({ total }) => toast.ok(total === 0 ? t("stopped") : t("undoing", { count: total })),
    onError,
    onSettled: refresh,
  });
  const start = useMutation({
    mutationFn: (input: StartBulk) => trpc.bulk.start.mutate(input),
    onSuccess: ({ id, total }, { action }) => {
      const held = action.kind === "macro" || (action.kind === "reply" && action.visibility === "public");
      toast.info(t(held ? "held" : "begun", { count: total }), {
        timeoutMs: 10_000,
        action: { label: held ? t("stop") : t("undo"), onClick: () => undo.mutate(id) },
      });
    },
    onError,
    onSettled: refresh,
  });
  return { start, undo, last };
}
