"use client";

import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";

type List = { isPending: boolean; isError: boolean; error: unknown; refetch(): unknown };

/** What stands in a list's place while there is none. */
export function ListState({ list }: { list: List }) {
  const t = useTranslations("cases.page");
  const failure = useFailureText();
  if (list.isPending) {
    return (
      <div role="status" aria-label={t("loading")}>
        <Skeleton className="h-40" />
      </div>
    );
  }
  if (!list.isError) return null;
  return (
    <ErrorState
      title={t("failed")}
      action={
        <Button type="button" size="compact" onClick={() => void list.refetch()}>
          {t("retry")}
        </Button>
      }
    >
      {failure(list.error)}
    </ErrorState>
  );
}
