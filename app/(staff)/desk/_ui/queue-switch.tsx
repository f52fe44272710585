"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Input } from "#app/_ui/field.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useQueueName } from "#app/(staff)/_lib/use-queue-name.ts";
import { useMay } from "../_lib/desk-context.tsx";
import type { TicketActions } from "../_lib/use-ticket-actions.ts";

/** Whose work a ticket is, and the way to give it to others: queues that people know are offered, any other may be typed. */
export function QueueSwitch({ ticket, actions }: { ticket: Ticket; actions: TicketActions }) {
  const t = useTranslations("desk.queueOf");
  const queueName = useQueueName();
  const mayWrite = useMay("tickets:write");
  const [typed, setTyped] = useState<string | null>(null);
  const team = useQuery({
    queryKey: ["shifts", "team"],
    queryFn: async () => (await trpc.shifts.team.query()).team,
    enabled: typed !== null,
  });
  const known = new Set((team.data ?? []).flatMap(({ skills }) => skills.map(({ queue }) => queue)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const queue = typed?.trim() ?? "";
    if (queue !== "" && queue !== ticket.queue) actions.update.mutate({ queue });
    setTyped(null);
  };
  if (typed === null) {
    return (
      <span className="inline-flex flex-wrap items-center gap-x-2">
        {queueName(ticket.queue)}
        {mayWrite ? (
          <button
            type="button"
            onClick={() => setTyped(ticket.queue)}
            className="min-h-6 text-accent-text hover:underline"
          >
            {t("change")}
          </button>
        ) : null}
      </span>
    );
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-center gap-2">
      <Input
        id="ticket-queue"
        list="ticket-queues-known"
        aria-label={t("label")}
        autoFocus
        maxLength={40}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && setTyped(null)}
        className="h-8! w-32! text-sm!"
      />
      <datalist id="ticket-queues-known">
        {[...known.add("general")].map((queue) => (
          <option key={queue} value={queue} />
        ))}
      </datalist>
      <Button size="compact" variant="secondary" disabled={typed.trim() === ""}>
        {t("move")}
      </Button>
    </form>
  );
}
