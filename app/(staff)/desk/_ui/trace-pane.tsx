"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { OpenMoneyItems } from "#app/(staff)/money/_ui/order-trace.tsx";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { FastLane } from "./fast-lane.tsx";
import { MONEY_PANEL_ID, MoneyPanel } from "./money-panel.tsx";
import { OrderFlow } from "./order-flow.tsx";
import { TraceClock } from "./trace-clock.tsx";
import { TraceNext } from "./trace-next.tsx";

/** The order behind a ticket: where it broke, where the money is, and what may be done about it. */
export function TracePane({ ticket }: { ticket: Ticket }) {
  const t = useTranslations("desk.trace");
  const allowed = useMay("trace:read");
  if (!allowed) return <EmptyState title={t("forbidden")} />;
  if (!ticket.orderNo) {
    return (
      <>
        <TraceNext key={ticket.number} ticket={ticket} onMoney={toMoney} />
        <EmptyState title={t("noOrder")}>{t("noOrderHint")}</EmptyState>
      </>
    );
  }
  return <OrderTrace key={ticket.number} ticket={ticket} orderNo={ticket.orderNo} />;
}

function OrderTrace({ ticket, orderNo }: { ticket: Ticket; orderNo: string }) {
  const t = useTranslations("desk.trace");
  const failure = useFailureText();
  const { locale } = useDesk();
  const trace = useQuery(queries.trace(orderNo, locale));
  if (trace.isPending) {
    return (
      <div role="status" aria-label={t("loading")} className="grid gap-3 p-4">
        <Skeleton className="h-64" />
        <Skeleton className="h-24" />
      </div>
    );
  }
  if (trace.isError) {
    return (
      <ErrorState
        title={t("failed")}
        action={
          <Button type="button" size="compact" onClick={() => void trace.refetch()}>
            {t("retry")}
          </Button>
        }
      >
        {failure(trace.error)}
      </ErrorState>
    );
  }
  return (
    <>
      <TraceNext ticket={ticket} onMoney={toMoney} />
      <OrderFlow orderNo={orderNo} trace={trace.data} />
      <OpenMoneyItems orderNo={orderNo} />
      <MoneyPanel ticket={ticket} orderNo={orderNo} />
      <FastLane ticket={ticket} />
      <TraceClock orderNo={orderNo} state={`${ticket.version}`} />
    </>
  );
}

function toMoney(): void {
  const panel = document.getElementById(MONEY_PANEL_ID);
  panel?.scrollIntoView({ block: "start" });
  panel?.focus({ preventScroll: true });
}
