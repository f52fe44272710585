"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "#app/_ui/toaster.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { MessageVisibility } from "#server/tickets/schemas.ts";
import { type Clash, type Conflict, clashes, conflictOf, type TicketPatch } from "./conflict.ts";
import { useDesk } from "./desk-context.tsx";
import { onNewest } from "./on-newest.ts";

/** A change that met somebody else's, waiting for a decision. */
export type Met = { number: string; patch: TicketPatch; conflict: Conflict; clashes: Clash[] };

/**
 * What an agent does to a ticket. Each change shows at once, is sent with the version it is based on, and is taken back
 * with a word when somebody else was first. One that touches other fields than theirs is sent again by itself; where both
 * touched the same, `met` says so until it is resolved.
 */
export function useTicketActions(ticket: Ticket | undefined) {
  const client = useQueryClient();
  const t = useTranslations("desk.ticket");
  const failure = useFailureText();
  const { me, locale } = useDesk();
  const number = ticket?.number ?? "";
  const { queryKey } = queries.ticket(number, locale);

  const refresh = () => {
    void client.invalidateQueries({ queryKey });
    void client.invalidateQueries({ queryKey: ["tickets"] });
  };

  const explain = (error: unknown) => {
    if (failureOf(error).code === "VERSION_CONFLICT") toast.wait(t("conflict"), { description: t("conflictHint") });
    else toast.error(failure(error));
  };

  const [met, setMet] = useState<Met | null>(null);

  const update = useMutation({
    mutationFn: (change: TicketPatch & { version?: number }) => {
      const { version = ticket?.version ?? 1, ...patch } = change;
      return onNewest(
        version,
        (on) => trpc.tickets.update.mutate({ ...patch, number, version: on }),
        (conflict) => clashes(patch, conflict).length > 0,
      );
    },
    onMutate: async ({ version: _version, ...patch }) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      client.setQueryData(queryKey, (old) => old && { ...old, ...shown(old, patch, me) });
      return before;
    },
    onError: (error, { version: _version, ...patch }, before) => {
      // What came in meanwhile is newer than what stood there before.
      if (before) client.setQueryData(queryKey, (now) => (now && now.version !== before.version ? now : before));
      const conflict = conflictOf(failureOf(error).details);
      if (conflict) setMet({ number, patch, conflict, clashes: clashes(patch, conflict) });
      else explain(error);
    },
    onSettled: refresh,
  });

  const post = useMutation({
    mutationFn: (message: { body: string; visibility: MessageVisibility; mentions?: string[] }) =>
      trpc.tickets.postMessage.mutate({ ...message, number }),
    onSuccess: (message) => {
      client.setQueryData(queryKey, (old) => old && { ...old, messages: [...old.messages, message] });
    },
    onError: explain,
    onSettled: refresh,
  });

  return { update, post, refresh, met, settle: () => setMet(null) };
}

export type TicketActions = ReturnType<typeof useTicketActions>;

/** How a ticket looks with the change, before the server has said so. */
function shown(ticket: Ticket, patch: TicketPatch, me: { id: string; name: string }): Partial<Ticket> {
  const { assignee, ...rest } = patch;
  const plain = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as Partial<Ticket>;
  if (assignee === undefined) return plain;
  if (assignee === null) return { ...plain, assignee: null };
  const name = assignee === me.id ? me.name : (ticket.assignee?.name ?? "…");
  return { ...plain, assignee: { id: assignee, name } };
}
