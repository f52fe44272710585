"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { type Days, packQueries } from "../_lib/queries.ts";
import { usePackFailure } from "../_lib/use-pack-failure.ts";

/** Each of these is the seed of a rule: the codes stand as they were spelt. */
export function UnknownCases({ days }: { days: Days }) {
  const t = useTranslations("checklist.learning");
  const { causes } = useDesk();
  const failure = usePackFailure();
  const list = useInfiniteQuery(packQueries.unknown(days));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <Skeleton className="h-32" />;
  if (list.isError) return <ErrorState title={t("failed")}>{failure(list.error).text}</ErrorState>;
  if (items.length === 0) return <EmptyState title={t("noUnknown")} />;
  return (
    <div className="grid gap-3">
      <Table aria-label={t("unknown")}>
        <thead>
          <tr>
            <Th>{t("ticket")}</Th>
            <Th>{t("rawCodes")}</Th>
            <Th>{t("saw")}</Th>
            <Th>{t("final")}</Th>
            <Th>{t("opened")}</Th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ number, rawCodes, errorText, final, openedAt }) => (
            <Tr key={number}>
              <Td>
                <Link
                  href={`/desk?ticket=${number}`}
                  prefetch={false}
                  className="inline-flex min-h-8 items-center text-accent-text underline underline-offset-4"
                >
                  {number}
                </Link>
              </Td>
              <Td className="min-w-40 font-mono text-xs break-all">
                {rawCodes.length > 0 ? rawCodes.join("; ") : "–"}
              </Td>
              <Td className="max-w-80 min-w-40 break-words">{errorText ?? "–"}</Td>
              <Td>{final === null ? t("notYet") : causes[final]}</Td>
              <Td className="whitespace-nowrap">
                <RelativeTime at={openedAt} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
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
    </div>
  );
}
