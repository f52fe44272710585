"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Money } from "#app/_ui/money.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { Timeline } from "#app/_ui/trace.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { OpenMoneyItems } from "#app/(staff)/money/_ui/order-trace.tsx";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { FastLane } from "./fast-lane.tsx";
import { MONEY_PANEL_ID, MoneyPanel } from "./money-panel.tsx";
import { Section } from "./ticket-facts.tsx";
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
  return <OrderTrace key={ticket.orderNo} ticket={ticket} orderNo={ticket.orderNo} />;
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
  const { stages, brokenAt, money } = trace.data;
  return (
    <>
      <TraceNext ticket={ticket} onMoney={toMoney} />
      <Section title={t("title")} aside={<span className="text-xs text-muted tabular">{orderNo}</span>}>
        <Timeline stages={stages} brokenAt={brokenAt} />
      </Section>
      <Section title={t("money")}>
        <dl className="grid grid-cols-3 gap-2 text-center">
          <Sum label={t("paid")} fen={money.paidFen} />
          <Sum
            label={t("credited")}
            fen={money.creditedFen}
            alarm={money.creditedFen < money.paidFen - money.refundedFen}
          />
          <Sum label={t("refunded")} fen={money.refundedFen} />
        </dl>
      </Section>
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

function Sum({ label, fen, alarm = false }: { label: string; fen: number; alarm?: boolean }) {
  return (
    <div className="rounded-md bg-sunken px-2 py-2">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className={cx("font-semibold", alarm && "text-broken")}>
        <Money fen={fen} />
      </dd>
    </div>
  );
}
