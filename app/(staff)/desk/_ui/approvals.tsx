"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Countdown } from "#app/_ui/countdown.tsx";
import { Banner, EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { Connection, SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import type { Approval } from "#server/topup/schemas.ts";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { RefundCard } from "./refund-card.tsx";
import { TopupCard } from "./topup-card.tsx";

/** Every top-up and refund that waits for a second person, oldest first: who waits longest is served first. */
export function Approvals() {
  const t = useTranslations("desk.approvals");
  const failure = useFailureText();
  const { locale } = useDesk();
  const mayApprove = useMay("topups:approve");
  const pending = useQuery(queries.approvals(locale));
  const items = pending.data ?? [];
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
        {items.map((item) =>
          item.kind === "topup" ? (
            <li key={item.topup.id}>
              <TopupCard topup={item.topup} header={<Header item={item} of={item.topup} />} />
            </li>
          ) : (
            <li key={item.refund.id}>
              <RefundCard refund={item.refund} header={<Header item={item} of={item.refund} />} />
            </li>
          ),
        )}
      </ul>
      <Connection flat />
    </div>
  );
}

type HeaderProps = { item: Approval; of: { orderNo: string; ticketNumber: string | null } };

function Header({ item, of: { orderNo, ticketNumber } }: HeaderProps) {
  const t = useTranslations("desk.approvals");
  const client = useQueryClient();
  return (
    <div className="grid gap-1">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4 font-medium">
        <span className="flex items-baseline gap-2">
          <Badge tone={item.kind === "refund" ? "accent" : "neutral"}>{t(`kind.${item.kind}`)}</Badge>
          <span className="break-all tabular">{t("order", { orderNo })}</span>
        </span>
        {ticketNumber ? (
          <Link
            href={`/desk/${ticketNumber}?queue=all`}
            prefetch={false}
            className="text-accent-text tabular hover:underline"
          >
            {ticketNumber}
          </Link>
        ) : null}
      </p>
      <p className="text-muted">
        {t("expires")}{" "}
        <Countdown
          until={item.expiresAt}
          initialText=""
          onEnd={() => void client.invalidateQueries({ queryKey: ["topups"] })}
        />
      </p>
    </div>
  );
}
