"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { Masked } from "#app/(staff)/_ui/masked.tsx";
import { useChannelName } from "../_lib/desk-context.tsx";
import type { TicketActions } from "../_lib/use-ticket-actions.ts";
import { CopyButton } from "./copy-button.tsx";
import { QueueSwitch } from "./queue-switch.tsx";
import { RenewLink } from "./renew-link.tsx";

/** What the customer gave and the checklist gathered, as a table of names and values. Nothing unknown takes a line. */
export function TicketFacts({ ticket, actions }: { ticket: Ticket; actions: TicketActions }) {
  const t = useTranslations("desk");
  const channelName = useChannelName();
  const copied = (value: string | null) =>
    value ? (
      <span className="inline-flex items-center gap-0.5 break-all">
        {value} <CopyButton text={value} />
      </span>
    ) : null;
  const contact = (field: "contact" | "target", value: string | null) =>
    value ? (
      <span className="inline-flex items-center gap-0.5 break-all">
        <Masked subject={`ticket:${ticket.number}`} field={field} value={value}>
          {(text, plain) => (plain ? copied(text) : text)}
        </Masked>
      </span>
    ) : null;
  const time = (value: string | null) => (value ? <RelativeTime at={value} exact /> : null);
  const since = (value: string | null) => (value ? <RelativeTime at={value} /> : null);
  const rows: [string, ReactNode][] = [
    [t("facts.claim"), t(`claim.${ticket.claim}`)],
    [t("facts.queue"), <QueueSwitch key="queue" ticket={ticket} actions={actions} />],
    [t("facts.orderNo"), copied(ticket.orderNo)],
    [t("facts.paymentNo"), copied(ticket.paymentNo)],
    [t("facts.target"), contact("target", ticket.target)],
    [t("facts.channel"), ticket.channel ? channelName(ticket.channel) : null],
    [t("facts.occurredAt"), time(ticket.occurredAt)],
    [t("facts.stuckSince"), since(ticket.stuckSince)],
    [t("facts.errorText"), ticket.errorText],
    [t("facts.customerId"), copied(ticket.customerId)],
    [t("facts.contact"), contact("contact", ticket.contact)],
    [t("facts.openedAt"), time(ticket.openedAt)],
    [t("facts.resolvedAt"), time(ticket.resolvedAt)],
  ];
  return (
    <Section title={t("facts.title")}>
      <dl className="grid gap-x-6 gap-y-1.5 text-sm sm:grid-cols-2">
        {rows
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label} className="flex min-w-0 items-baseline gap-3">
              <dt className="w-24 shrink-0 text-muted">{label}</dt>
              <dd className="min-w-0 break-words tabular">{value}</dd>
            </div>
          ))}
      </dl>
      {ticket.description ? (
        <blockquote className="mt-3 border-l-3 border-line-strong pl-3 text-sm break-words whitespace-pre-wrap">
          <Masked subject={`ticket:${ticket.number}`} field="text" value={ticket.description} />
        </blockquote>
      ) : null}
      {ticket.tags.length > 0 ? (
        <p className="mt-2 flex flex-wrap gap-1">
          {ticket.tags.map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
        </p>
      ) : null}
      <RenewLink number={ticket.number} />
    </Section>
  );
}

/** A titled part of a pane. */
export function Section({ title, aside, children }: { title: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-4">
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <h3 className="text-sm font-semibold">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Why the checklist thinks so, best guess first, and what the customer answered. */
export function Diagnosis({ ticket }: { ticket: Ticket }) {
  const t = useTranslations("desk.diagnosis");
  const { reasons, answers } = ticket.diagnosis;
  if (reasons.length === 0 && answers.length === 0) return null;
  return (
    <Section title={t("title")}>
      <ol className="grid gap-2 text-sm">
        {reasons.slice(0, 3).map((reason) => (
          <li key={reason.code}>
            <p className="flex items-baseline justify-between gap-3">
              <span className="font-medium">{reason.title}</span>
              <span className="text-muted tabular">
                {t("likely", { percent: Math.round(reason.probability * 100) })}
              </span>
            </p>
            <svg aria-hidden="true" viewBox="0 0 100 4" preserveAspectRatio="none" className="block h-1 w-full">
              <rect width="100" height="4" className="fill-sunken" />
              <rect width={reason.probability * 100} height="4" className="fill-accent" />
            </svg>
            {reason.why.length > 0 ? (
              <ul className="mt-1 list-disc pl-5 text-muted">
                {reason.why.map((why) => (
                  <li key={why}>{why}</li>
                ))}
              </ul>
            ) : null}
          </li>
        ))}
      </ol>
      {answers.length > 0 ? (
        <details className="mt-3 text-sm">
          <summary className="min-h-6 cursor-pointer text-accent-text">{t("answers", { n: answers.length })}</summary>
          <dl className="mt-1 grid gap-1">
            {answers.map((answer) => (
              <div key={answer.questionId} className="flex flex-wrap justify-between gap-x-4">
                <dt className="text-muted">{answer.title}</dt>
                <dd className="break-words">{answer.value}</dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
    </Section>
  );
}
