"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { onNewest } from "../_lib/on-newest.ts";
import { fieldOfTime, type SnoozeChoice, timeOfField, useSnoozeChoices } from "../_lib/use-snooze-choices.ts";
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
    mutationFn: ({ input }: SnoozeChoice) =>
      onNewest(version, (on) => trpc.tickets.snooze.mutate({ ...input, number, version: on })),
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
            className="flex-wrap justify-between! gap-x-3 gap-y-0 text-left"
            disabled={choice.time === null && choice.key !== "replied" && !hasOrder}
            onClick={() => choose(choice)}
          >
            {choice.label}
            {choice.time ? <span className="text-sm whitespace-nowrap text-muted tabular">{choice.time}</span> : null}
          </Button>
        ))}
        <OwnTime onChoose={choose} />
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

/** Any other time, as clocks in Beijing show it. */
function OwnTime({ onChoose }: { onChoose: (choice: SnoozeChoice) => void }) {
  const t = useTranslations("views.snooze");
  const { locale } = useDesk();
  const [now] = useState(() => Date.now());
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const at = timeOfField(String(new FormData(event.currentTarget).get("at") ?? ""));
    if (at) onChoose({ key: "own", label: exactTime(at, locale), time: null, input: { until: at.toISOString() } });
  };
  return (
    <form onSubmit={submit} className="mt-2 flex flex-wrap items-end gap-2 border-t border-line pt-3">
      <Field id="snooze-at" label={t("own")} className="min-w-56 flex-1">
        <Input
          id="snooze-at"
          name="at"
          type="datetime-local"
          required
          min={fieldOfTime(new Date(now + MINUTE_MS))}
          max={fieldOfTime(new Date(now + FARTHEST_MS))}
        />
      </Field>
      <Button variant="secondary">{t("ownButton")}</Button>
    </form>
  );
}

const MINUTE_MS = 60_000;
const FARTHEST_MS = 365 * 24 * 60 * MINUTE_MS;
