import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Card } from "#app/_ui/surface.tsx";
import type { Mine } from "#server/customers/index.ts";
import { statusText } from "#server/orders/index.ts";
import type { OrderStatus } from "#server/orders/schemas.ts";
import type { TicketStatus } from "#server/tickets/schemas.ts";
import { pageLocale } from "../_lib/session.ts";
import { open } from "./actions.ts";

/** Tickets first, since somebody works on those, then runs that are not over, then the orders. */
export async function OwnList({ mine, asked }: { mine: Mine; asked: string | undefined }) {
  const [t, common, locale] = await Promise.all([getTranslations("mine"), getTranslations("common"), pageLocale()]);
  // The order that the shop's link was about comes first.
  const orders = [...mine.orders].sort((a, b) => Number(b.orderNo === asked) - Number(a.orderNo === asked));
  return (
    <div className="mt-8 grid gap-8">
      {mine.tickets.length > 0 ? (
        <List title={t("tickets")}>
          {mine.tickets.map(({ number, orderNo, status, openedAt }) => (
            <Row
              key={number}
              title={number}
              state={common(`ticketStatus.${status as TicketStatus}`)}
              more={
                <>
                  {orderNo ? `${t("ticketOf", { orderNo })} · ` : null}
                  <RelativeTime at={openedAt} />
                </>
              }
            >
              {orderNo ? (
                <LinkButton
                  href={`/t/${encodeURIComponent(number)}/receipt`}
                  variant="ghost"
                  aria-label={t("receiptOf", { number })}
                >
                  {t("receipt")}
                </LinkButton>
              ) : null}
              <LinkButton href={`/t/${encodeURIComponent(number)}`} aria-label={`${t("open")} ${number}`}>
                {t("open")}
              </LinkButton>
            </Row>
          ))}
        </List>
      ) : null}
      {mine.runs.length > 0 ? (
        <List title={t("runs")}>
          {mine.runs.map(({ id, orderNo, waitUntil, createdAt }) => (
            <Row
              key={id}
              title={orderNo ? t("runOf", { orderNo }) : t("runNone")}
              state={waitUntil ? t("waiting") : null}
              more={<RelativeTime at={createdAt} />}
            >
              <LinkButton href={`/d/${encodeURIComponent(id)}`} aria-label={`${t("resume")} ${orderNo ?? ""}`}>
                {t("resume")}
              </LinkButton>
            </Row>
          ))}
        </List>
      ) : null}
      <List title={t("orders")}>
        {orders.length === 0 ? <li className="py-4 text-muted">{t("noOrders")}</li> : null}
        {orders.map(({ orderNo, productName, amountFen, status, createdAt }) => (
          <Row
            key={orderNo}
            title={productName}
            state={statusText(status as OrderStatus, locale)}
            more={
              <>
                <span className="break-all tabular">{orderNo}</span> · <Money fen={amountFen} /> ·{" "}
                <RelativeTime at={createdAt} />
              </>
            }
          >
            <form action={open.bind(null, orderNo)}>
              <Button variant={orderNo === asked ? "primary" : "secondary"} aria-label={t("openOrder", { orderNo })}>
                {t("open")}
              </Button>
            </form>
          </Row>
        ))}
      </List>
    </div>
  );
}

function List({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{title}</h2>
      <Card className="py-1 sm:py-1">
        <ul className="divide-y divide-line">{children}</ul>
      </Card>
    </section>
  );
}

type RowProps = { title: string; state: string | null; more: ReactNode; children: ReactNode };

function Row({ title, state, more, children }: RowProps) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 py-4">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium break-words">
          {title}
          {state ? <span className="ml-2 text-sm font-normal text-muted">{state}</span> : null}
        </p>
        <p className="mt-0.5 text-sm text-muted">{more}</p>
      </div>
      <div className="flex flex-wrap gap-2">{children}</div>
    </li>
  );
}
