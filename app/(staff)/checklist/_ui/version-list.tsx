"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Badge, StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { type PackSummary, packQueries } from "../_lib/queries.ts";
import { usePackActions } from "../_lib/use-pack-actions.ts";
import { usePackFailure } from "../_lib/use-pack-failure.ts";
import { Failure } from "./failure.tsx";
import { keyOf } from "./version-select.tsx";

export const stateTone: Record<PackSummary["state"], Tone> = {
  draft: "unknown",
  proposed: "wait",
  published: "ok",
  retired: "neutral",
};

export function VersionList() {
  const t = useTranslations("checklist.versions");
  const failure = usePackFailure();
  const mayWrite = useMay("packs:write");
  const { start } = usePackActions();
  const list = useInfiniteQuery(packQueries.list());
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg font-semibold">{t("all")}</h2>
        {mayWrite ? (
          <Button type="button" size="compact" disabled={start.isPending} onClick={() => start.mutate({ note: "" })}>
            {t("newDraft")}
          </Button>
        ) : (
          <p className="text-sm text-muted">{t("onlyLeads")}</p>
        )}
      </div>
      {start.isError ? <Failure error={start.error} /> : null}
      {list.isPending ? <Skeleton className="h-40" /> : null}
      {list.isError ? <ErrorState title={t("failed")}>{failure(list.error).text}</ErrorState> : null}
      {list.isSuccess && items.length === 0 ? <EmptyState title={t("empty")}>{t("emptyHint")}</EmptyState> : null}
      {items.length > 0 ? <Rows items={items} /> : null}
      {list.hasNextPage ? (
        <Button
          type="button"
          variant="secondary"
          size="compact"
          className="justify-self-start"
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("more")}
        </Button>
      ) : null}
    </section>
  );
}

function Rows({ items }: { items: PackSummary[] }) {
  const t = useTranslations("checklist.versions");
  const words = useTranslations("checklist");
  return (
    <Table aria-label={t("all")}>
      <thead>
        <tr>
          <Th>{t("version")}</Th>
          <Th>{t("state")}</Th>
          <Th>{t("origin")}</Th>
          <Th>{t("note")}</Th>
          <Th>{t("author")}</Th>
          <Th>{t("when")}</Th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Tr key={item.id}>
            <Td>
              <Link
                href={`/checklist/versions/${keyOf(item)}`}
                prefetch={false}
                className="inline-flex min-h-8 items-center font-mono text-accent-text underline underline-offset-4"
              >
                {item.version.slice(0, 8)}
              </Link>
            </Td>
            <Td>
              <span className="inline-flex flex-wrap gap-1">
                <StateBadge tone={stateTone[item.state]}>{words(`state.${item.state}`)}</StateBadge>
                {item.running ? <Badge tone="accent">{t("running")}</Badge> : null}
              </span>
            </Td>
            <Td className="whitespace-nowrap">{words(`origin.${item.origin}`)}</Td>
            <Td className="max-w-80 min-w-40">{item.note || "–"}</Td>
            <Td className="whitespace-nowrap">{item.origin === "builtin" ? t("program") : item.author.name}</Td>
            <Td className="whitespace-nowrap">
              <RelativeTime at={item.publishedAt ?? item.proposedAt ?? item.updatedAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
