import { CircleCheck } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import { ticketAccessUrl } from "#server/tickets/index.ts";
import { loadTicket } from "../../../_lib/ticket.ts";
import { CopyLink } from "../../../_parts/copy-link.tsx";
import { ForgetDrafts } from "../../../_parts/forget-drafts.tsx";
import { Gone } from "../../../_parts/gone.tsx";
import { Promises } from "../../../_parts/promises.tsx";

type Props = { params: Promise<{ number: string }>; searchParams: Promise<{ existing?: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("customer.done");
  return { title: t("title") };
}

/** The confirmation: the number, what happens next and when, and the link to keep. */
export default async function DonePage({ params, searchParams }: Props) {
  const [{ number }, { existing }] = await Promise.all([params, searchParams]);
  const page = await loadTicket(number);
  if (!page) return <Gone what="ticket" />;
  const t = await getTranslations("customer.done");
  const link = await ticketAccessUrl({ ctx: page.ctx, input: { number } });
  const again = existing === "1";
  return (
    <>
      <ForgetDrafts prefix="check:" />
      <CircleCheck aria-hidden className="size-10 text-ok" />
      <h1 className="mt-4 text-2xl font-semibold sm:text-3xl">{t(again ? "existingTitle" : "title")}</h1>
      {again ? <p className="mt-2 text-muted">{t("existingText")}</p> : null}
      <Card className="mt-6">
        <p className="text-sm text-faint">{t("number")}</p>
        <p className="mt-0.5 text-2xl font-semibold tracking-tight break-all tabular">{page.ticket.number}</p>
        <h2 className="mt-6 font-semibold">{t("next")}</h2>
        <Promises promises={page.ticket.promises} />
      </Card>
      {page.ticket.chargeState === "none" ? null : (
        <Banner tone="wait" className="mt-6">
          {t("dontPay")}
        </Banner>
      )}
      <section className="mt-8">
        <h2 className="font-semibold">{t("keep")}</h2>
        <p className="mt-1 mb-3 text-muted">{t("keepText")}</p>
        <CopyLink link={link} label={t("keep")} copy={t("copy")} copied={t("copied")} />
      </section>
      <LinkButton href={`/t/${number}`} variant="primary" className="mt-8 w-full sm:w-auto">
        {t("open")}
      </LinkButton>
    </>
  );
}
