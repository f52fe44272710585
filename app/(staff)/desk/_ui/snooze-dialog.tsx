"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { type SnoozeChoice, useSnoozeChoices } from "../_lib/use-snooze-choices.ts";
import type { TicketActions } from "../_lib/use-ticket-actions.ts";

type Props = { ticket: Ticket; actions: TicketActions; open: boolean; onOpenChange: (open: boolean) => void };

/** Puts a ticket aside until a time or until something happens to its order. Its clocks keep running. */
export function SnoozeDialog({ ticket, actions, open, onOpenChange }: Props) {
  const t = useTranslations("desk.snooze");
  const words = useTranslations("views.snooze");
  const common = useTranslations("common");
  const failure = useFailureText();
  const choices = useSnoozeChoices();
  const { number, version } = ticket;
  const put = useMutation({
    mutationFn: ({ input }: SnoozeChoice) => trpc.tickets.snooze.mutate({ ...input, number, version }),
    onSuccess: (_done, { label }) => toast.ok(words("done", { until: label })),
    onError: (error) => void toast.error(failure(error)),
    onSettled: actions.refresh,
  });
  const wake = useMutation({
    mutationFn: () => trpc.tickets.wake.mutate({ number }),
    onError: (error) => void toast.error(failure(error)),
    onSettled: actions.refresh,
  });
  const choose = (choice: SnoozeChoice) => {
    put.mutate(choice);
    onOpenChange(false);
  };
  const hasOrder = ticket.orderNo !== null || ticket.claimedOrderNo !== null;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title")}
      description={t("body")}
      closeLabel={common("close")}
    >
      <div className="grid gap-2">
        {choices.map((choice, i) => (
          <Button
            key={choice.key}
            data-first={i === 0 ? "" : undefined}
            type="button"
            variant="secondary"
            className="justify-between"
            disabled={choice.time === null && choice.key !== "replied" && !hasOrder}
            onClick={() => choose(choice)}
          >
            {choice.label}
            {choice.time ? <span className="text-sm text-muted tabular">{choice.time}</span> : null}
          </Button>
        ))}
        {ticket.snoozeUntil ? (
          <Button
            type="button"
            variant="ghost"
            onClick={() => {
              wake.mutate();
              onOpenChange(false);
            }}
          >
            {t("wake")}
          </Button>
        ) : null}
      </div>
    </Dialog>
  );
}
