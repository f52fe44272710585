"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#app/_ui/button.tsx";
import { ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { usePackFailure } from "../_lib/use-pack-failure.ts";

type Props<T> = { query: UseQueryResult<T>; children: (data: T) => ReactNode };

/** What a question answered; its place while it is asked, and a way to ask again when it failed. */
export function Loaded<T>({ query, children }: Props<T>) {
  const t = useTranslations("checklist");
  const failure = usePackFailure();
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) {
    return (
      <div role="status" aria-label={t("loading")}>
        <Skeleton className="h-64" />
      </div>
    );
  }
  return (
    <ErrorState
      title={t("failed")}
      action={
        <Button type="button" size="compact" onClick={() => void query.refetch()}>
          {t("retry")}
        </Button>
      }
    >
      {failure(query.error).text}
    </ErrorState>
  );
}
