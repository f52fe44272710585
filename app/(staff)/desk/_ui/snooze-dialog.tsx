"use client";

import { useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import type { TicketActions } from "../_lib/use-ticket-actions.ts";

const HOUR_MS = 3_600_000;
const BEIJING_MS = 8 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;

/** Nine in the morning of the next day in Beijing. */
export function tomorrowAtNine(nowMs: number): Date {
  const day = Math.floor((nowMs + BEIJING_MS) / DAY_MS) + 1;
  return new Date(day * DAY_MS - BEIJING_MS + 9 * HOUR_MS);
}

type Props = { ticket: Ticket; actions: TicketActions; open: boolean; onOpenChange: (open: boolean) => void };

/** Puts a ticket aside until a time. Its clocks keep running. */
export function SnoozeDialog({ ticket, actions, open, onOpenChange }: Props) {
  const t = useTranslations("desk.snooze");
  const common = useTranslations("common");
  const { locale } = useDesk();
  const now = Date.now();
  const choices = [
    { key: "oneHour" as const, at: new Date(now + HOUR_MS) },
    { key: "fourHours" as const, at: new Date(now + 4 * HOUR_MS) },
    { key: "tomorrow" as const, at: tomorrowAtNine(now) },
  ];
  const snooze = (until: Date | null) => {
    actions.update.mutate({ snoozeUntil: until?.toISOString() ?? null });
    onOpenChange(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title")}
      description={t("body")}
      closeLabel={common("close")}
    >
      <div className="grid gap-2">
        {choices.map(({ key, at }) => (
          <Button key={key} type="button" variant="secondary" className="justify-between" onClick={() => snooze(at)}>
            {t(key)}
            <span className="text-sm text-muted tabular">{exactTime(at, locale)}</span>
          </Button>
        ))}
        {ticket.snoozeUntil ? (
          <Button type="button" variant="ghost" onClick={() => snooze(null)}>
            {t("wake")}
          </Button>
        ) : null}
      </div>
    </Dialog>
  );
}
