import { getFormatter, getTranslations } from "next-intl/server";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { callSlots } from "#server/tickets/index.ts";
import type { TicketPage } from "../../_lib/ticket.ts";
import { formLabels } from "../../_lib/words.ts";
import { CallForm } from "./call-form.tsx";
import { cancelCallBack } from "./chat-actions.ts";

const ZONE = "Asia/Shanghai";

/** A call at a time that suits, or the one that is booked. */
export async function CallMe({ page: { ctx, ticket, company } }: { page: TicketPage }) {
  const [t, labels, format] = await Promise.all([getTranslations("customer.call"), formLabels(), getFormatter()]);
  const day = (at: string) =>
    format.dateTime(new Date(at), { timeZone: ZONE, month: "short", day: "numeric", weekday: "short" });
  const time = (at: string) =>
    format.dateTime(new Date(at), { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (company.call) {
    const { slotFrom, slotTo, phone } = company.call;
    return (
      <Card id="call" className="grid gap-3">
        <h2 className="font-semibold">{t("title")}</h2>
        <p>{t("booked", { day: day(slotFrom), from: time(slotFrom), to: time(slotTo), phone })}</p>
        <form action={cancelCallBack.bind(null, ticket.number)}>
          <Button variant="secondary" className="w-full sm:w-auto">
            {t("cancel")}
          </Button>
        </form>
      </Card>
    );
  }
  const { items } = await callSlots({ ctx, input: { number: ticket.number } });
  const free = items.filter((slot) => slot.free);
  if (free.length === 0) return null;
  return (
    <Card id="call">
      <details>
        <summary className="touch inline-flex items-center font-medium text-accent-text">{t("open")}</summary>
        <p className="mt-2 text-sm text-muted">{t("lead")}</p>
        <div className="mt-4">
          <CallForm
            number={ticket.number}
            labels={labels}
            words={{ phone: t("phone"), slot: t("slot"), submit: t("submit") }}
            slots={free.map((slot) => ({
              value: slot.from,
              label: `${day(slot.from)} ${time(slot.from)} – ${time(slot.to)}`,
            }))}
          />
        </div>
      </details>
    </Card>
  );
}
