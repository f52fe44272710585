"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Money } from "#app/_ui/money.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { Timeline } from "#app/_ui/trace.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { OpenMoneyItems } from "#app/(staff)/money/_ui/order-trace.tsx";
import type { Trace } from "#server/orders/schemas.ts";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { FastLane } from "./fast-lane.tsx";
import { MoneyPanel } from "./money-panel.tsx";
import { OrderSignals } from "./order-signals.tsx";
import { Section } from "./ticket-facts.tsx";

/** The order behind a ticket: where it broke, where the money is, and what may be done about it. */
export function TracePane({ ticket }: { ticket: Ticket }) {
  const t = useTranslations("desk.trace");
  const allowed = useMay("trace:read");
  if (!allowed) return <EmptyState title={t("forbidden")} />;
  if (!ticket.orderNo) return <EmptyState title={t("noOrder")}>{t("noOrderHint")}</EmptyState>;
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
      <OrderSignals orderNo={orderNo} />
      <Events events={trace.data.events} />
    </>
  );
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

/** What the platform told us, as it told it: newest last, like the stages above. */
function Events({ events }: { events: Trace["events"] }) {
  const t = useTranslations("desk.trace");
  const stage = useTranslations("common.trace.stage");
  const { locale } = useDesk();
  return (
    <Section title={t("events")} aside={<span className="text-xs text-faint tabular">{events.length}</span>}>
      {events.length === 0 ? <p className="text-sm text-muted">{t("noEvents")}</p> : null}
      <ol className="divide-y divide-line text-sm">
        {events.map((event) => (
          <li key={event.id} className="py-2">
            <p className="flex flex-wrap justify-between gap-x-3 text-xs text-muted">
              <code className="font-mono break-all">{event.type}</code>
              <time dateTime={event.at} className="tabular">
                {exactTime(new Date(event.at), locale)}
              </time>
            </p>
            <p className="break-words">
              {event.stage ? <span className="mr-1.5 text-xs text-muted">{stage(event.stage)}</span> : null}
              {event.summary}
            </p>
          </li>
        ))}
      </ol>
    </Section>
  );
}
