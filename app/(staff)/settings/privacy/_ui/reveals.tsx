"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, EmptyState } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { RevealRow } from "#server/customers/schemas.ts";

type Page = { items: RevealRow[]; nextCursor: string | null };

/** Who was shown which contact and why, the newest first. */
export function Reveals({ first }: { first: Page }) {
  const t = useTranslations("privacy.reveals");
  const failure = useFailureText();
  const list = useInfiniteQuery({
    queryKey: ["privacy", "reveals"],
    queryFn: ({ pageParam, signal }) =>
      trpc.customers.reveals.query({ ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: "",
    getNextPageParam: (page: Page) => page.nextCursor,
    initialData: { pages: [first], pageParams: [""] },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const items = list.data.pages.flatMap((page) => page.items);
  return (
    <section aria-labelledby="reveals">
      <h2 id="reveals" className="text-xl font-semibold">
        {t("title")}
      </h2>
      <p className="mt-1 max-w-prose text-muted">{t("intro")}</p>
      <div className="mt-4 grid gap-3">
        {list.error ? (
          <Banner tone="broken" role="alert">
            {failure(list.error)}
          </Banner>
        ) : null}
        {items.length === 0 ? (
          <EmptyState icon={<Eye />} title={t("empty")}>
            {t("emptyHint")}
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line rounded-md border border-line bg-surface">
            {items.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </ul>
        )}
        {list.hasNextPage ? (
          <Button
            type="button"
            variant="secondary"
            size="compact"
            className="justify-self-center"
            disabled={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("more")}
          </Button>
        ) : null}
      </div>
    </section>
  );
}

function Row({ row }: { row: RevealRow }) {
  const t = useTranslations("privacy");
  const colon = row.subject.indexOf(":");
  const [kind, key] = [row.subject.slice(0, colon), row.subject.slice(colon + 1)];
  const known = (["ticket", "message", "appeal", "customer"] as const).find((each) => each === kind) ?? "customer";
  const href = known === "ticket" ? `/desk/${key}` : known === "appeal" ? `/risk/${key}` : null;
  const shown = known === "ticket" || known === "customer" ? key : "";
  return (
    <li className="grid gap-0.5 px-4 py-3 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-medium">{row.by.name}</span>
        <span>{t(`reveals.field.${row.field}`)}</span>
        <span className="ml-auto text-faint tabular">
          <RelativeTime at={row.at} />
        </span>
      </p>
      <p className="flex flex-wrap gap-x-3 text-muted">
        {href ? (
          <Link href={href} prefetch={false} className="break-all text-accent-text underline underline-offset-4">
            {t(`reveals.of.${known}`)} {shown}
          </Link>
        ) : (
          <span className="break-all">
            {t(`reveals.of.${known}`)} {shown}
          </span>
        )}
        <span>{t(`reveal.reason.${row.reason}`)}</span>
      </p>
    </li>
  );
}
