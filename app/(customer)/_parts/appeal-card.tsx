import { getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { ownAppealPage } from "#server/appeals/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { CustomerTicket } from "#server/tickets/schemas.ts";
import { pageLocale } from "../_lib/session.ts";
import { AppealResult, AppealSteps } from "./appeal-steps.tsx";

type Props = { ctx: Ctx; ticket: CustomerTicket };

/** On a ticket's page: how its appeal stands, or that one can be made; nothing where nothing is held. */
export async function AppealCard({ ctx, ticket }: Props) {
  if (!ticket.ownsOrder) return null;
  const [t, page] = await Promise.all([
    getTranslations("appeals.own"),
    pageLocale().then((locale) => ownAppealPage({ ctx, where: { number: ticket.number }, locale })),
  ]);
  if (page.kind !== "appeal" && page.kind !== "invitation") return null;
  const place = encodeURIComponent(page.diagnosisId ?? ticket.number);
  const address = `/d/${place}/appeal?ticket=${encodeURIComponent(ticket.number)}`;
  const ended = ticket.status === "resolved" || ticket.status === "closed";
  if (page.kind === "invitation") {
    if (ended) return null;
    return (
      <Card id="appeal">
        <h2 className="font-semibold">{t("title")}</h2>
        <p className="mt-1 max-w-prose text-muted">{t("invite")}</p>
        <LinkButton href={address} variant="primary" className="mt-4 w-full sm:w-auto">
          {t("start")}
        </LinkButton>
      </Card>
    );
  }
  if (page.appeal.ticketNumber !== ticket.number) return null;
  const waits = page.appeal.evidence.some(({ missing }) => missing);
  return (
    <Card id="appeal">
      <h2 className="mb-3 font-semibold">{t("titleProgress")}</h2>
      <AppealSteps appeal={page.appeal} />
      <AppealResult appeal={page.appeal} />
      <LinkButton href={address} variant={waits ? "primary" : "secondary"} className="mt-4 w-full sm:w-auto">
        {t(waits ? "add" : "progress")}
      </LinkButton>
    </Card>
  );
}
