"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { EmptyState, Skeleton } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { type Confusion, type Days, packQueries } from "../_lib/queries.ts";
import { usePackFailure } from "../_lib/use-pack-failure.ts";

type Cell = Confusion["cells"][number];

/** Pairs of what the checklist said and what an agent found, the most frequent first; those that differ before those that agree. */
export function ConfusionTable({ data, days }: { data: Confusion; days: Days }) {
  const t = useTranslations("checklist.learning");
  const { causes } = useDesk();
  const [open, setOpen] = useState<Cell>();
  const [agreeing, setAgreeing] = useState(false);
  if (data.tickets === 0) return <EmptyState title={t("nothing")}>{t("nothingHint")}</EmptyState>;
  const cells = data.cells.filter((cell) => agreeing || cell.predicted !== cell.final);
  return (
    <div className="grid gap-3">
      <p>
        {t("agreed", {
          agreed: data.agreed,
          tickets: data.tickets,
          share: Math.round((data.agreed / data.tickets) * 100),
        })}
      </p>
      <label className="inline-flex min-h-8 items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={agreeing}
          onChange={(event) => setAgreeing(event.target.checked)}
        />
        {t("showAgreeing")}
      </label>
      {cells.length === 0 ? <EmptyState title={t("allAgree")} /> : null}
      {cells.length > 0 ? (
        <Table aria-label={t("confusion")}>
          <thead>
            <tr>
              <Th>{t("predicted")}</Th>
              <Th>{t("final")}</Th>
              <Th>{t("verdict")}</Th>
              <Th align="right">{t("tickets")}</Th>
              <Th>
                <span className="sr-only">{t("look")}</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {cells.map((cell) => (
              <Tr key={`${cell.predicted} ${cell.final}`}>
                <Td>{causes[cell.predicted]}</Td>
                <Td>{causes[cell.final]}</Td>
                <Td>
                  <StateBadge tone={cell.predicted === cell.final ? "ok" : "broken"}>
                    {cell.predicted === cell.final ? t("right") : t("wrong")}
                  </StateBadge>
                </Td>
                <Td align="right">{cell.tickets}</Td>
                <Td align="right">
                  <Button
                    type="button"
                    size="compact"
                    variant="ghost"
                    aria-label={t("lookAt", { predicted: causes[cell.predicted], final: causes[cell.final] })}
                    aria-expanded={open === cell}
                    onClick={() => setOpen(open === cell ? undefined : cell)}
                  >
                    {t("look")}
                  </Button>
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      {open ? <CellTickets cell={open} days={days} /> : null}
    </div>
  );
}

function CellTickets({ cell, days }: { cell: Cell; days: Days }) {
  const t = useTranslations("checklist.learning");
  const { causes } = useDesk();
  const failure = usePackFailure();
  const list = useInfiniteQuery(packQueries.cell({ days, predicted: cell.predicted, final: cell.final }));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const title = t("lookAt", { predicted: causes[cell.predicted], final: causes[cell.final] });
  return (
    <section aria-label={title} className="grid gap-2 rounded-md border border-line bg-surface p-4">
      <h3 className="font-medium">{title}</h3>
      {list.isPending ? <Skeleton className="h-16" /> : null}
      {list.isError ? <p className="text-broken">{failure(list.error).text}</p> : null}
      <ul className="grid gap-1">
        {items.map(({ number, resolvedAt, diagnosisId }) => (
          <li key={number} className="flex flex-wrap items-center gap-x-4">
            <Link
              href={`/desk?ticket=${number}`}
              prefetch={false}
              className="inline-flex min-h-8 items-center text-accent-text underline underline-offset-4"
            >
              {number}
            </Link>
            <RelativeTime at={resolvedAt} className="text-sm text-muted" />
            {diagnosisId ? (
              <Link
                href={`/checklist/simulator?run=${diagnosisId}`}
                prefetch={false}
                className="inline-flex min-h-8 items-center text-sm text-accent-text underline underline-offset-4"
              >
                {t("simulate")}
              </Link>
            ) : null}
          </li>
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button
          type="button"
          size="compact"
          variant="secondary"
          className="justify-self-start"
          onClick={() => void list.fetchNextPage()}
        >
          {t("more")}
        </Button>
      ) : null}
    </section>
  );
}
