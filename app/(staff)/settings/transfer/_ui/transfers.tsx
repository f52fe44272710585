"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { transferQueries } from "../_lib/queries.ts";
import { ExportForm } from "./export-form.tsx";
import { type Columns, ImportForm } from "./import-form.tsx";
import { TransferCard } from "./transfer-card.tsx";

/** Both ways, and what became of each file. */
export function Transfers({ columns }: { columns: Columns }) {
  const t = useTranslations("transfer");
  const failure = useFailureText();
  const list = useQuery(transferQueries.list());
  return (
    <div className="mt-6 grid gap-8">
      <div className="grid gap-6 md:grid-cols-2">
        <ImportForm columns={columns} />
        <ExportForm />
      </div>
      <section>
        <h2 className="mb-3 text-lg font-semibold">{t("list")}</h2>
        {list.isPending ? <Skeleton className="h-24" /> : null}
        {list.isError ? (
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
        ) : null}
        {list.data?.items.length === 0 ? <EmptyState title={t("empty")} /> : null}
        <ul className="grid gap-3">
          {list.data?.items.map((item) => (
            <li key={item.id}>
              <TransferCard transfer={item} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
