"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bell, BellOff, Link2, Phone, ThumbsDown, ThumbsUp, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Input } from "#app/_ui/field.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { does } from "#app/(staff)/_lib/actions/does.ts";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { TicketCompany } from "#server/tickets/schemas.ts";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { useActionsOf } from "../_lib/use-actions-of.ts";
import { useLate } from "../_lib/use-late.ts";
import type { TicketActions } from "../_lib/use-ticket-actions.ts";
import { workQueries } from "../_lib/work-queries.ts";
import { CallCard } from "./call-card.tsx";
import { FieldForm } from "./field-form.tsx";
import { LateNotice } from "./late-notice.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { Section } from "./ticket-facts.tsx";

type Props = { ticket: Ticket; actions: TicketActions };

/** What stands beside a ticket: tags, the desk's own fields, other tickets, who follows it, calls, and what its customer thought. */
export function TicketWork({ ticket, actions }: Props) {
  const t = useTranslations("work");
  const mayWrite = useMay("tickets:write");
  const company = useQuery(workQueries.company(ticket.number)).data;
  const [linking, setLinking] = useState(false);
  useActionsOf(ticket.number, { "ticket.relate": mayWrite && (() => setLinking(true)) });
  return (
    <Section title={t("title")} aside={company ? <FollowButton ticket={ticket} company={company} /> : null}>
      <div className="grid gap-4">
        <Tags ticket={ticket} actions={actions} />
        {company ? (
          <>
            <FieldForm ticket={ticket} answers={company.fields} onSaved={actions.refresh} />
            <Links ticket={ticket} company={company} onLink={() => setLinking(true)} onChanged={actions.refresh} />
            <Calls company={company} onChanged={actions.refresh} />
            <RatingLine company={company} />
          </>
        ) : null}
      </div>
      <LinkDialog ticket={ticket} open={linking} onOpenChange={setLinking} onDone={actions.refresh} />
    </Section>
  );
}

function FollowButton({ ticket, company }: { ticket: Ticket; company: TicketCompany }) {
  const t = useTranslations("work.follow");
  const failure = useFailureText();
  const client = useQueryClient();
  const { me } = useDesk();
  const follows = company.followers.some(({ id }) => id === me.id);
  const turn = useMutation({
    mutationFn: () => trpc.ticketWork.follow.mutate({ number: ticket.number, follow: !follows }),
    onError: (error) => void toast.error(failure(error)),
    onSettled: () => void client.invalidateQueries({ queryKey: ["ticket", ticket.number, "company"] }),
  });
  useActionsOf(ticket.number, { "ticket.follow": () => turn.mutate() });
  const names = company.followers.map(({ name }) => name).join(t("and"));
  return (
    <button
      type="button"
      aria-pressed={follows}
      title={names === "" ? undefined : t("who", { names })}
      onClick={() => turn.mutate()}
      {...does("ticket.follow")}
      className="inline-flex min-h-8 items-center gap-1.5 text-sm text-accent-text hover:underline"
    >
      {follows ? <BellOff aria-hidden className="size-4" /> : <Bell aria-hidden className="size-4" />}
      {follows ? t("stop") : t("start")}
      {company.followers.length > 0 ? <span className="text-muted tabular">{company.followers.length}</span> : null}
    </button>
  );
}

function Tags({ ticket, actions }: Props) {
  const t = useTranslations("work.tags");
  const mayWrite = useMay("tickets:write");
  const known = useQuery(workQueries.tags()).data?.items ?? [];
  const [typed, setTyped] = useState("");
  const colourOf = (tag: string) => known.find(({ name }) => name === tag)?.colour ?? "neutral";
  const put = (tags: string[]) => actions.update.mutate({ tags });
  const add = () => {
    const tag = typed.trim();
    if (tag !== "" && !ticket.tags.includes(tag)) put([...ticket.tags, tag]);
    setTyped("");
  };
  useActionsOf(ticket.number, { "ticket.tags": mayWrite && (() => document.getElementById("ticket-tag")?.focus()) });
  if (!mayWrite && ticket.tags.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {ticket.tags.map((tag) => (
        <span key={tag} className="inline-flex items-center gap-0.5">
          <Badge tone={colourOf(tag)}>{tag}</Badge>
          {mayWrite ? (
            <button
              type="button"
              aria-label={t("remove", { tag })}
              onClick={() => put(ticket.tags.filter((one) => one !== tag))}
              className="inline-flex size-6 items-center justify-center rounded-md text-faint hover:bg-sunken hover:text-text"
            >
              <X aria-hidden className="size-3.5" />
            </button>
          ) : null}
        </span>
      ))}
      {mayWrite ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <Input
            id="ticket-tag"
            list="ticket-tags-known"
            aria-label={t("add")}
            placeholder={t("add")}
            maxLength={40}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            className="h-8! w-32! text-sm!"
          />
          <datalist id="ticket-tags-known">
            {known.map(({ name, about }) => (
              <option key={name} value={name}>
                {about}
              </option>
            ))}
          </datalist>
        </form>
      ) : null}
    </div>
  );
}

type LinksProps = { ticket: Ticket; company: TicketCompany; onLink: () => void; onChanged: () => void };

function Links({ ticket, company, onLink, onChanged }: LinksProps) {
  const t = useTranslations("work.links");
  const desk = useTranslations("desk.status");
  const failure = useFailureText();
  const mayWrite = useMay("tickets:write");
  const remove = useMutation({
    mutationFn: (link: string) => trpc.ticketWork.unlink.mutate({ number: ticket.number, link }),
    onError: (error) => void toast.error(failure(error)),
    onSettled: onChanged,
  });
  const late = useLate();
  const part = useMutation({
    mutationFn: () =>
      late.act(ticket.version, (version) => trpc.ticketWork.unmerge.mutate({ number: ticket.number, version })),
    onSuccess: () => {
      late.clear();
      toast.ok(t("parted"));
    },
    onError: (error) => void (late.met(error) || toast.error(failure(error))),
    onSettled: onChanged,
  });
  if (company.links.length === 0 && !mayWrite) return null;
  return (
    <div className="grid gap-2 text-sm">
      {company.links.map((link) => (
        <div key={link.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="text-muted">
            {t(link.kind === "merged" ? (link.outgoing ? "into" : "from") : link.kind)}
          </span>
          <Link href={`/desk/${link.number}`} className="font-medium text-accent-text tabular hover:underline">
            {link.number}
          </Link>
          <span className="text-muted">{[link.title, desk(link.status)].filter(Boolean).join(" · ")}</span>
          {mayWrite && (link.kind !== "merged" || link.outgoing) ? (
            <button
              type="button"
              disabled={remove.isPending || part.isPending}
              onClick={() => (link.kind === "merged" ? part.mutate() : remove.mutate(link.id))}
              className="min-h-6 text-accent-text hover:underline"
            >
              {link.kind === "merged" ? t("part") : t("remove")}
            </button>
          ) : null}
        </div>
      ))}
      {late.late ? (
        <LateNotice late={late.late} pending={part.isPending} onAgain={() => part.mutate()} onLeave={late.clear} />
      ) : null}
      {mayWrite ? (
        <div>
          <Button
            type="button"
            size="compact"
            variant="secondary"
            onClick={onLink}
            {...does("ticket.relate")}
            icon={<Link2 aria-hidden className="size-4" />}
          >
            {t("add")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Calls({ company, onChanged }: { company: TicketCompany; onChanged: () => void }) {
  const t = useTranslations("work.calls");
  const open = company.calls.filter(({ state }) => state === "booked" || state === "calling");
  if (open.length === 0) return null;
  return (
    <div>
      <p className="mb-2 flex items-center gap-2 text-sm font-medium">
        <Phone aria-hidden className="size-4" /> {t("one")}
      </p>
      {open.map((call) => (
        <CallCard key={call.id} call={call} onChanged={onChanged} />
      ))}
    </div>
  );
}

function RatingLine({ company: { rating } }: { company: TicketCompany }) {
  const t = useTranslations("work.rating");
  if (!rating) return null;
  const Icon = rating.good ? ThumbsUp : ThumbsDown;
  return (
    <p className="flex items-start gap-2 text-sm">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        {rating.good ? t("good") : t("bad")}
        {rating.comment ? (
          <span className="block break-words whitespace-pre-wrap text-muted">{rating.comment}</span>
        ) : null}
      </span>
    </p>
  );
}
