import { getTranslations } from "next-intl/server";
import { Button } from "#app/_ui/button.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import { ticketAccessUrl } from "#server/tickets/index.ts";
import type { TicketPage } from "../../_lib/ticket.ts";
import { CopyLink } from "../../_parts/copy-link.tsx";
import { renewLink } from "./actions.ts";

/** The link that opens the ticket: what it is, how to make an old one worthless, and the new one once that was done. */
export async function AccessLink({ page: { ctx, ticket }, said }: { page: TicketPage; said?: string | undefined }) {
  const t = await getTranslations("mine.link");
  const renewed = said === "renewed";
  const link = renewed ? await ticketAccessUrl({ ctx, input: { number: ticket.number } }) : undefined;
  return (
    <Card id="link" className="grid gap-4">
      <div>
        <h2 className="font-semibold">{t("title")}</h2>
        <p className="mt-1 text-muted">{t("lead")}</p>
      </div>
      {renewed || said === "renewFailed" ? (
        <Banner tone={renewed ? "ok" : "wait"} role="status">
          {t(renewed ? "renewed" : "failed")}
        </Banner>
      ) : null}
      {link ? <CopyLink link={link} label={t("yours")} copy={t("copy")} copied={t("copied")} /> : null}
      <form action={renewLink.bind(null, ticket.number)}>
        <Button variant="secondary" className="w-full sm:w-auto">
          {t("renew")}
        </Button>
      </form>
    </Card>
  );
}
