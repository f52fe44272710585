"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Money } from "#app/_ui/money.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { Timeline } from "#app/_ui/trace.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { Section } from "#app/(staff)/desk/_ui/ticket-facts.tsx";
import { moneyQueries } from "../_lib/queries.ts";

/** The order of an item from payment to credit, so that nobody has to leave the queue to see it. */
export function OrderTrace({ orderNo }: { orderNo: string }) {
  const t = useTranslations("money.trace");
  const { locale } = useDesk();
  const trace = useQuery(queries.trace(orderNo, locale));
  return (
    <Section title={t("title")} aside={<span className="text-xs text-muted tabular">{orderNo}</span>}>
      {trace.isPending ? <Skeleton className="h-48" /> : null}
      {trace.isError ? <p className="text-sm text-muted">{t("failed")}</p> : null}
      {trace.data ? <Timeline stages={trace.data.stages} brokenAt={trace.data.brokenAt} /> : null}
    </Section>
  );
}

/** That the same order has more items open, and the way to them. */
export function Related({ orderNo, except }: { orderNo: string; except: string }) {
  const t = useTranslations("money");
  const open = useQuery(moneyQueries.ofOrder(orderNo));
  const others = open.data?.items.filter((item) => item.id !== except) ?? [];
  if (others.length === 0) return null;
  return (
    <Link
      href={`/money?q=${encodeURIComponent(orderNo)}`}
      prefetch={false}
      className="text-accent-text hover:underline"
    >
      {t("related", { count: others.length })}
    </Link>
  );
}

/** For the trace beside a ticket: what about this order's money waits for a person. Nothing when nothing does. */
export function OpenMoneyItems({ orderNo }: { orderNo: string }) {
  const t = useTranslations("money.section");
  const kinds = useTranslations("money.kind");
  const open = useQuery(moneyQueries.ofOrder(orderNo));
  const items = open.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t("title")}>
      <ul className="grid gap-1 text-sm">
        {items.map((item) => (
          <li key={item.id}>
            <Link
              href={`/money?item=${item.id}`}
              prefetch={false}
              className="flex min-h-8 items-center justify-between gap-3 text-accent-text hover:underline"
            >
              <span>{kinds(item.kind)}</span>
              <Money fen={item.amountFen} className="font-medium" />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
