"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button, buttonClass } from "#app/_ui/button.tsx";
import { Card, EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { failureOf } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { OpenMoneyItems } from "#app/(staff)/money/_ui/order-trace.tsx";
import { useDesk } from "../_lib/desk-context.tsx";
import { OrderFlow } from "./order-flow.tsx";
import { TraceClock } from "./trace-clock.tsx";

/** An order that somebody asks about before there is a ticket: what happened to it, all of it, and its tickets if there are any. */
export function OrderPage({ orderNo }: { orderNo: string }) {
  const t = useTranslations("search.order");
  const trace = useTranslations("desk.trace");
  const failure = useFailureText();
  const { locale } = useDesk();
  const found = useQuery(queries.trace(orderNo, locale));
  if (found.isPending) {
    return (
      <div role="status" aria-label={trace("loading")}>
        <Skeleton className="h-64" />
      </div>
    );
  }
  if (found.isError && failureOf(found.error).code === "ORDER_NOT_FOUND") {
    return <EmptyState title={t("gone")}>{t("goneHint")}</EmptyState>;
  }
  if (found.isError) {
    return (
      <ErrorState
        title={trace("failed")}
        action={
          <Button type="button" size="compact" onClick={() => void found.refetch()}>
            {trace("retry")}
          </Button>
        }
      >
        {failure(found.error)}
      </ErrorState>
    );
  }
  return (
    <div className="grid gap-4">
      <Link
        href={`/desk?queue=all&q=${encodeURIComponent(orderNo)}`}
        prefetch={false}
        className={buttonClass("secondary", "compact", "justify-self-start")}
      >
        <Search aria-hidden className="size-4" />
        {t("tickets")}
      </Link>
      <Card className="p-0!">
        <h2 className="sr-only">{t("record")}</h2>
        <OrderFlow orderNo={orderNo} trace={found.data} />
        <OpenMoneyItems orderNo={orderNo} />
        <TraceClock orderNo={orderNo} state="" />
      </Card>
    </div>
  );
}
