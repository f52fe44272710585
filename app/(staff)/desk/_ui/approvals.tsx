"use client";

import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Banner, EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { Connection, SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { TopupCard } from "./topup-card.tsx";

/** Every top-up that waits for a second person, oldest first: who waits longest is served first. */
export function Approvals() {
  const t = useTranslations("desk.approvals");
  const failure = useFailureText();
  const { locale } = useDesk();
  const mayApprove = useMay("topups:approve");
  const pending = useQuery(queries.approvals(locale));
  const items = [...(pending.data?.items ?? [])].reverse();
  return (
    <div className="grid gap-4">
      <SessionEnded />
      {mayApprove ? null : <Banner tone="unknown">{t("agentsOnlyLook")}</Banner>}
      {pending.isPending ? (
        <div role="status" aria-label={t("loading")} className="grid gap-3">
          <Skeleton className="h-40" />
          <Skeleton className="h-40" />
        </div>
      ) : null}
      {pending.isError ? (
        <ErrorState
          title={t("failed")}
          action={
            <Button type="button" size="compact" onClick={() => void pending.refetch()}>
              {t("retry")}
            </Button>
          }
        >
          {failure(pending.error)}
        </ErrorState>
      ) : null}
      {pending.isSuccess && items.length === 0 ? (
        <EmptyState icon={<ShieldCheck />} title={t("empty")}>
          {t("emptyHint")}
        </EmptyState>
      ) : null}
      <ul className="grid gap-4">
        {items.map((topup) => (
          <li key={topup.id}>
            <TopupCard
              topup={topup}
              header={
                <p className="flex flex-wrap items-baseline justify-between gap-x-4 font-medium">
                  <span className="tabular">{t("order", { orderNo: topup.orderNo })}</span>
                  {topup.ticketNumber ? (
                    <Link
                      href={`/desk/${topup.ticketNumber}?queue=all`}
                      prefetch={false}
                      className="text-accent-text tabular hover:underline"
                    >
                      {topup.ticketNumber}
                    </Link>
                  ) : null}
                </p>
              }
            />
          </li>
        ))}
      </ul>
      <Connection />
    </div>
  );
}
