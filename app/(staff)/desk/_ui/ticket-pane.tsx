"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { MessageVisibility } from "#server/tickets/schemas.ts";
import { useMay } from "../_lib/desk-context.tsx";
import type { TicketActions } from "../_lib/use-ticket-actions.ts";
import { Composer } from "./composer.tsx";
import { Conversation } from "./conversation.tsx";
import { ProofChecks } from "./proof-checks.tsx";
import { Proofs } from "./proofs.tsx";
import { ResolveDialog } from "./resolve-dialog.tsx";
import { SnoozeDialog } from "./snooze-dialog.tsx";
import { Diagnosis, Section, TicketFacts } from "./ticket-facts.tsx";
import { TicketHeader } from "./ticket-header.tsx";

export type OpenDialog = "resolve" | "snooze" | null;
export type ComposerControl = {
  visibility: MessageVisibility;
  setVisibility: (visibility: MessageVisibility) => void;
  field: RefObject<HTMLTextAreaElement | null>;
};

type Props = {
  ticket: Ticket;
  actions: TicketActions;
  composer: ComposerControl;
  dialog: OpenDialog;
  setDialog: (dialog: OpenDialog) => void;
  onBack: () => void;
  onAssignMe: () => void;
};

/** One ticket: what it is, what is known, what was said, and a place to answer. */
export function TicketPane({ ticket, actions, composer, dialog, setDialog, onBack, onAssignMe }: Props) {
  const t = useTranslations("desk.proofs");
  const mayWrite = useMay("tickets:write");
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto">
        <TicketHeader
          ticket={ticket}
          actions={actions}
          onBack={onBack}
          onAssignMe={onAssignMe}
          onResolve={() => setDialog("resolve")}
          onSnooze={() => setDialog("snooze")}
        />
        <div className="bg-surface">
          <TicketFacts ticket={ticket} />
          {ticket.attachments.length > 0 ? (
            <Section title={t("title")}>
              <Proofs proofs={ticket.attachments} />
            </Section>
          ) : null}
          <ProofChecks ticket={ticket} />
          <Diagnosis ticket={ticket} />
          <Conversation messages={ticket.messages} />
          <History ticket={ticket} />
        </div>
      </div>
      {mayWrite ? (
        <Composer
          key={ticket.number}
          number={ticket.number}
          post={actions.post}
          visibility={composer.visibility}
          onVisibility={composer.setVisibility}
          field={composer.field}
        />
      ) : null}
      <ResolveDialog
        ticket={ticket}
        actions={actions}
        open={dialog === "resolve"}
        onOpenChange={(open) => setDialog(open ? "resolve" : null)}
      />
      <SnoozeDialog
        ticket={ticket}
        actions={actions}
        open={dialog === "snooze"}
        onOpenChange={(open) => setDialog(open ? "snooze" : null)}
      />
    </div>
  );
}

/** Who changed what, for those who ask. */
function History({ ticket }: { ticket: Ticket }) {
  const t = useTranslations("desk.history");
  const [open, setOpen] = useState(false);
  const word = (type: string) => {
    const key = `type.${type}` as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "title") : type;
  };
  if (ticket.events.length === 0) return null;
  return (
    <Section
      title={t("title")}
      aside={
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="text-sm text-accent-text hover:underline"
        >
          {open ? t("hide") : t("show", { n: ticket.events.length })}
        </button>
      }
    >
      {open ? (
        <ol className="grid gap-1 text-sm">
          {ticket.events.map((event) => (
            <li key={event.id} className="flex flex-wrap justify-between gap-x-3">
              <span>
                {event.actor} · {word(event.type)}
              </span>
              <time dateTime={event.at} className="text-xs text-muted tabular">
                {new Date(event.at).toLocaleString()}
              </time>
            </li>
          ))}
        </ol>
      ) : null}
    </Section>
  );
}

export function TicketLoading() {
  const t = useTranslations("desk.ticket");
  return (
    <div role="status" aria-label={t("loading")} className="grid gap-3 p-4">
      <Skeleton className="h-24" />
      <Skeleton className="h-40" />
      <Skeleton className="h-40" />
    </div>
  );
}

export function TicketFailed({ error, onRetry, onBack }: { error: unknown; onRetry: () => void; onBack: () => void }) {
  const t = useTranslations("desk.ticket");
  const failure = useFailureText();
  return (
    <ErrorState
      title={t("failed")}
      action={
        <>
          <Button type="button" size="compact" onClick={onRetry}>
            {t("retry")}
          </Button>
          <Button type="button" size="compact" variant="secondary" onClick={onBack}>
            {t("back")}
          </Button>
        </>
      }
    >
      {failure(error)}
    </ErrorState>
  );
}

export function NoTicket() {
  const t = useTranslations("desk.ticket");
  return (
    <EmptyState title={t("none")} className="h-full justify-center">
      {t("noneHint")}
    </EmptyState>
  );
}
