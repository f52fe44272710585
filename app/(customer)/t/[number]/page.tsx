import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Card, Facts, PageHeader } from "#app/_ui/surface.tsx";
import { Timeline } from "#app/_ui/trace.tsx";
import { causeTitle } from "#server/diagnosis/index.ts";
import type { TicketStatus } from "#server/tickets/schemas.ts";
import { pageLocale } from "../../_lib/session.ts";
import { loadTicket, type TicketPage } from "../../_lib/ticket.ts";
import { readUploadError } from "../../_lib/upload.ts";
import { AppealCard } from "../../_parts/appeal-card.tsx";
import { CardKeys } from "../../_parts/card-keys.tsx";
import { ChargeBanner } from "../../_parts/charge-banner.tsx";
import { Gone } from "../../_parts/gone.tsx";
import { KeepFresh } from "../../_parts/keep-fresh.tsx";
import { Promises } from "../../_parts/promises.tsx";
import { AccessLink } from "./access-link.tsx";
import { CallMe } from "./call-me.tsx";
import { Continued } from "./continued.tsx";
import { Conversation } from "./conversation.tsx";
import { FastLane } from "./fast-lane.tsx";
import { MoneyLine } from "./money-line.tsx";
import { Proofs } from "./proofs.tsx";
import { RatingCard } from "./rating.tsx";
import { Settle } from "./settle.tsx";

type Props = {
  params: Promise<{ number: string }>;
  searchParams: Promise<{ added?: string; failed?: string; said?: string }>;
};

const tones: Record<TicketStatus, Tone> = {
  new: "accent",
  open: "accent",
  waiting_customer: "wait",
  waiting_upstream: "wait",
  resolved: "ok",
  closed: "neutral",
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ number }, t] = await Promise.all([params, getTranslations("customer.ticket")]);
  return { title: t("title", { number }) };
}

/** A customer's ticket: where it stands, what was promised, what was said, and what they can do. */
export default async function TicketPageView({ params, searchParams }: Props) {
  const [{ number }, query] = await Promise.all([params, searchParams]);
  const page = await loadTicket(number);
  if (!page) return <Gone what="ticket" />;
  const [t, common, evidence] = await Promise.all([
    getTranslations("customer.ticket"),
    getTranslations("common"),
    getTranslations("evidence"),
  ]);
  const { ticket, trace, lane } = page;
  const open = ticket.status !== "resolved" && ticket.status !== "closed";
  return (
    <>
      {open ? <KeepFresh events={`/t/${encodeURIComponent(number)}/events`} /> : null}
      <Continued ticket={ticket} />
      <MoneyLine page={page} />
      {open ? <ChargeBanner chargeState={ticket.chargeState} /> : null}
      <PageHeader
        title={<span className="tabular">{t("title", { number: ticket.number })}</span>}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <StateBadge tone={tones[ticket.status]}>{common(`ticketStatus.${ticket.status}`)}</StateBadge>
            <span className="text-sm">
              {t("opened")} <RelativeTime at={ticket.openedAt} />
            </span>
          </span>
        }
      />
      <div className="mt-6 grid gap-6">
        <Settle ticket={ticket} said={query.said} />
        <RatingCard page={page} />
        <AppealCard ctx={page.ctx} ticket={ticket} />
        <CardKeys ctx={page.ctx} place={{ number: ticket.number }} />
        <FastLane number={ticket.number} lane={lane} />
        {ticket.promises.length > 0 ? (
          <Card>
            <h2 className="font-semibold">{t("promise")}</h2>
            <Promises promises={ticket.promises} />
          </Card>
        ) : null}
        <Card>
          <h2 className="mb-4 font-semibold">{t("order")}</h2>
          {trace ? (
            <>
              <Timeline stages={trace.stages} brokenAt={trace.brokenAt} />
              <p className="mt-4 border-t border-line pt-3 text-sm text-muted">
                {evidence("receiptLead")}{" "}
                <a
                  className="underline underline-offset-4"
                  href={`/t/${encodeURIComponent(ticket.number)}/receipt`}
                  download
                >
                  {evidence("receipt")}
                </a>{" "}
                ·{" "}
                <a className="underline underline-offset-4" href="/evidence">
                  {evidence("check.title")}
                </a>
              </p>
            </>
          ) : (
            <p className="text-muted">{t("orderHidden")}</p>
          )}
        </Card>
        <Conversation ticket={ticket} />
        {open ? <CallMe page={page} /> : null}
        <Proofs ticket={ticket} added={query.added} failed={readUploadError(query.failed)} />
        <About page={page} />
        <AccessLink page={page} said={query.said} />
      </div>
    </>
  );
}

async function About({ page: { ticket, trace } }: { page: TicketPage }) {
  const [t, check, common, locale] = await Promise.all([
    getTranslations("customer.ticket"),
    getTranslations("customer.check"),
    getTranslations("common"),
    pageLocale(),
  ]);
  const items = [
    { label: check("orderNo"), value: ticket.orderNo },
    { label: check("paymentNo"), value: ticket.paymentNo },
    { label: t("product"), value: ticket.productName },
    { label: t("amount"), value: ticket.amountFen === null ? null : <Money fen={ticket.amountFen} /> },
    { label: t("paid"), value: trace ? <Money fen={trace.money.paidFen} /> : null },
    { label: t("credited"), value: trace ? <Money fen={trace.money.creditedFen} /> : null },
    {
      label: t("refunded"),
      value: trace && trace.money.refundedFen > 0 ? <Money fen={trace.money.refundedFen} /> : null,
    },
    { label: t("cause"), value: causeTitle(ticket.causeCode, locale) },
    { label: t("claim"), value: common(`claim.${ticket.claim}`) },
  ];
  return (
    <Card>
      <h2 className="mb-1 font-semibold">{t("facts")}</h2>
      <Facts items={items.filter((item) => item.value !== null)} />
    </Card>
  );
}
