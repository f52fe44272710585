import { getTranslations } from "next-intl/server";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import type { CustomerTicket } from "#server/tickets/schemas.ts";
import { formLabels } from "../../_lib/words.ts";
import { MessageForm } from "../../_parts/message-form.tsx";
import { confirm, reopen } from "./actions.ts";

const notes = ["sent", "confirmed", "reopened", "changed", "rated", "callBooked", "callCancelled"] as const;

/** What just happened here, and the customer's last word: it is solved, or it is not. */
export async function Settle({ ticket, said }: { ticket: CustomerTicket; said?: string | undefined }) {
  const [t, labels] = await Promise.all([getTranslations("customer.ticket"), formLabels()]);
  const note = notes.find((known) => known === said);
  const ended = ticket.status === "resolved" || ticket.status === "closed";
  return (
    <>
      {note ? (
        <Banner tone={note === "changed" ? "wait" : "ok"} role="status">
          {t(note)}
        </Banner>
      ) : null}
      {ended ? (
        <Card className="grid gap-4">
          {ticket.status === "resolved" ? (
            <>
              <h2 className="font-semibold">{t("solvedQuestion")}</h2>
              <form action={confirm.bind(null, ticket.number)}>
                <Button className="w-full sm:w-auto">{t("solved")}</Button>
              </form>
            </>
          ) : null}
          {ticket.reopenUntil ? (
            <>
              <p className="text-muted">
                {t.rich("reopenHintRich", {
                  time: () => <RelativeTime at={ticket.reopenUntil ?? ticket.openedAt} exact />,
                })}
              </p>
              <details>
                <summary className="touch inline-flex items-center font-medium text-accent-text">{t("reopen")}</summary>
                <div className="mt-3">
                  <MessageForm
                    action={reopen.bind(null, ticket.number)}
                    labels={labels}
                    draftKey={`reopen:${ticket.number}`}
                    words={{ label: t("reopenReason"), submit: t("reopen") }}
                    field="reason"
                  />
                </div>
              </details>
            </>
          ) : (
            <>
              <p className="text-muted">{t("closedText")}</p>
              <LinkButton href="/" className="w-full sm:w-auto sm:justify-self-start">
                {t("startAgain")}
              </LinkButton>
            </>
          )}
        </Card>
      ) : null}
    </>
  );
}
