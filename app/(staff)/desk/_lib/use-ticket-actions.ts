"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { toast } from "#app/_ui/toaster.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { MessageVisibility } from "#server/tickets/schemas.ts";
import { type Clash, type Conflict, clashes, conflictOf, type TicketPatch } from "./conflict.ts";
import { useDesk } from "./desk-context.tsx";
import { onNewest } from "./on-newest.ts";
import { openTicket } from "./use-desk-url.ts";
import { useForgetDraft } from "./use-draft.ts";

/** A change that met somebody else's, waiting for a decision. */
export type Met = { patch: TicketPatch; conflict: Conflict; clashes: Clash[] };
export type Post = { body: string; visibility: MessageVisibility; mentions?: string[] };

/** Under what the sending of messages of a ticket is known, to whoever shows that ticket by then. */
export const postKey = (number: string) => ["post", number];

/**
 * What an agent does to one ticket. Each change shows at once, is sent with the version it is based on, and is taken back
 * with a word when somebody else was first. One that touches other fields than theirs is sent again by itself; where both
 * touched the same, `met` says so until it is resolved.
 *
 * It belongs to a component that lives as long as that ticket is on the screen (`key`): answers come when another is open already, and
 * what they change is this one.
 */
export function useTicketActions({ number, version: shownVersion, assignee }: Ticket) {
  const client = useQueryClient();
  const router = useRouter();
  const t = useTranslations("desk.ticket");
  const composer = useTranslations("desk.composer");
  const failure = useFailureText();
  const forgetDraft = useForgetDraft();
  const { me, locale } = useDesk();
  const { queryKey } = queries.ticket(number, locale);

  const refresh = () => {
    void client.invalidateQueries({ queryKey });
    void client.invalidateQueries({ queryKey: ["tickets"] });
  };

  /** Which ticket a word is about, where that is not the one on the screen any more. */
  const elsewhere = () =>
    openTicket() === number
      ? undefined
      : { description: number, action: { label: t("open"), onClick: () => router.push(`/desk/${number}`) } };
  const explain = (error: unknown) => {
    const late = failureOf(error).code === "VERSION_CONFLICT";
    const away = elsewhere()?.description;
    if (late)
      toast.wait(t("conflict"), { ...elsewhere(), description: [away, t("conflictHint")].filter(Boolean).join(" · ") });
    else toast.error(failure(error), elsewhere());
  };

  const [met, setMet] = useState<Met | null>(null);
  const mounted = useRef(false);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const update = useMutation({
    mutationFn: (change: TicketPatch & { version?: number }) => {
      const { version = shownVersion, ...patch } = change;
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
      if (conflict && mounted.current && !elsewhere()) setMet({ patch, conflict, clashes: clashes(patch, conflict) });
      else explain(error);
    },
    onSettled: refresh,
  });

  const post = useMutation({
    mutationKey: postKey(number),
    mutationFn: (message: Post) => trpc.tickets.postMessage.mutate({ ...message, number }),
    onSuccess: (message, { body, visibility }) => {
      client.setQueryData(queryKey, (old) => old && withMessage(old, message));
      forgetDraft(number, body);
      toast.ok(composer(visibility === "internal" ? "noted" : "sent"));
    },
    onError: explain,
    onSettled: refresh,
  });
  const assignMe = () => assignee?.id !== me.id && update.mutate({ assignee: me.id });

  return { update, post, refresh, assignMe, met, settle: () => setMet(null) };
}

/** A page that was read meanwhile has it already. */
const withMessage = (ticket: Ticket, message: Ticket["messages"][number]): Ticket =>
  ticket.messages.some(({ id }) => id === message.id) ? ticket : { ...ticket, messages: [...ticket.messages, message] };

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
