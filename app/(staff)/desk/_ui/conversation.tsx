"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { EyeOff, Headset, Info, User } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { cx } from "#app/_ui/cx.ts";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { Masked } from "#app/(staff)/_ui/masked.tsx";
import type { TicketMessage } from "#server/tickets/schemas.ts";
import { workQueries } from "../_lib/work-queries.ts";
import { type Pictures, Proofs } from "./proofs.tsx";
import { Section } from "./ticket-facts.tsx";

/** Everything said, in order. What the customer cannot see looks different and says so. */
export function Conversation({ ticket, ...pictures }: { ticket: Ticket } & Pictures) {
  const t = useTranslations("desk.conversation");
  const words = useTranslations("work.conversation");
  const before = useEarlier(ticket);
  const { messages } = before;
  const read = useQuery(workQueries.company(ticket.number)).data?.customerRead?.messageId;
  // The newest of ours that the customer has read, wherever their mark stands.
  const seen =
    read === undefined
      ? undefined
      : messages.findLast(({ id, author, visibility }) => {
          return id <= read && author === "staff" && visibility === "public";
        })?.id;
  return (
    <Section title={t("title")} aside={<span className="text-xs text-faint tabular">{messages.length}</span>}>
      {messages.length === 0 ? <p className="text-sm text-muted">{t("empty")}</p> : null}
      {before.more ? (
        <button
          type="button"
          disabled={before.loading}
          onClick={before.load}
          className="mb-3 min-h-8 text-sm text-accent-text hover:underline"
        >
          {words("earlier")}
        </button>
      ) : null}
      <ol className="grid gap-3">
        {messages.map((message) => (
          <Message key={message.id} message={message} seen={message.id === seen} {...pictures} />
        ))}
      </ol>
    </Section>
  );
}

/**
 * What was said before the messages that come with the ticket, a page at a time. The ticket comes with its newest alone: those that
 * newer ones pushed out since stay here.
 */
function useEarlier({ number, messages, earlierMessages }: Ticket) {
  const [items, setItems] = useState<TicketMessage[]>([]);
  const [more, setMore] = useState(true);
  const known = useRef(new Map<string, TicketMessage>());
  for (const message of messages) known.current.set(message.id, message);
  const load = useMutation({
    mutationFn: () => {
      const before = items[0]?.id ?? messages[0]?.id;
      return trpc.ticketWork.messages.query({ number, ...(before === undefined ? {} : { before }) });
    },
    onSuccess: (page) => {
      setItems((old) => [...page.items, ...old]);
      setMore(page.earlier);
    },
  });
  const began = items.length > 0;
  return {
    messages: began ? [...items, ...known.current.values()] : messages,
    more: began ? more : earlierMessages,
    loading: load.isPending,
    load: () => load.mutate(),
  };
}

const icons = { customer: User, staff: Headset, system: Info };

type MessageProps = { message: TicketMessage; seen: boolean } & Pictures;

function Message({ message, seen, ...pictures }: MessageProps) {
  const t = useTranslations("desk.conversation");
  const words = useTranslations("work.conversation");
  const internal = message.visibility === "internal";
  const Icon = internal ? EyeOff : icons[message.author];
  return (
    <li
      className={cx(
        "rounded-md px-3 py-2 text-sm",
        internal
          ? "border border-dashed border-wait bg-wait-soft"
          : message.author === "customer"
            ? "mr-6 bg-sunken"
            : message.author === "staff"
              ? "ml-6 bg-accent-soft"
              : "border border-line",
      )}
    >
      <p className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
        <Icon aria-hidden className="size-3.5" />
        <span className="font-medium text-text">
          {message.author === "system"
            ? t("system")
            : message.author === "customer"
              ? t("customer")
              : message.authorName}
        </span>
        {internal ? <span className="font-medium text-wait">{t("internal")}</span> : null}
        {message.from ? <span>{words("from", { number: message.from })}</span> : null}
        <RelativeTime at={message.createdAt} className="ml-auto" />
      </p>
      <p className="mt-1 break-words whitespace-pre-wrap">
        <Masked subject={`message:${message.id}`} field="text" value={message.body} />
      </p>
      {message.attachments.length > 0 ? (
        <div className="mt-2">
          <Proofs proofs={message.attachments} {...pictures} />
        </div>
      ) : null}
      {seen ? <p className="mt-1 text-right text-xs text-muted">{words("read")}</p> : null}
    </li>
  );
}
