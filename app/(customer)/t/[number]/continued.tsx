import { getTranslations } from "next-intl/server";
import { Banner } from "#app/_ui/surface.tsx";
import type { CustomerTicket } from "#server/tickets/schemas.ts";

/** The way to the ticket of theirs that this one was joined to. */
export async function Continued({ ticket }: { ticket: CustomerTicket }) {
  if (!ticket.continuesIn) return null;
  const t = await getTranslations("customer.ticket");
  return (
    <Banner tone="wait" className="mb-4">
      {t("continued")}{" "}
      <a className="font-medium underline underline-offset-4" href={ticket.continuesIn.url}>
        {ticket.continuesIn.number}
      </a>
    </Banner>
  );
}
