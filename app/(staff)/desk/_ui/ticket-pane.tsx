"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { MessageVisibility } from "#server/tickets/schemas.ts";
import { useMay } from "../_lib/desk-context.tsx";
import { useActionsOf, useOnScreen } from "../_lib/use-actions-of.ts";
import { useOpenTicketActions } from "../_lib/use-console-actions.ts";
import { usePresence } from "../_lib/use-presence.ts";
import { useTicketActions } from "../_lib/use-ticket-actions.ts";
import { Composer } from "./composer.tsx";
import { ConflictDialog } from "./conflict-dialog.tsx";
import { Conversation } from "./conversation.tsx";
import { History } from "./history.tsx";
import { Lightbox } from "./lightbox.tsx";
import { PresenceLine } from "./presence-line.tsx";
import { Promises } from "./promises.tsx";
import { ProofChecks } from "./proof-checks.tsx";
import { Proofs } from "./proofs.tsx";
import { ResolveDialog } from "./resolve-dialog.tsx";
import { SnoozeDialog } from "./snooze-dialog.tsx";
import { Diagnosis, Section, TicketFacts } from "./ticket-facts.tsx";
import { TicketHeader } from "./ticket-header.tsx";
import { TicketWork } from "./ticket-work.tsx";

type Props = {
  ticket: Ticket;
  onBack: () => void;
  /** Brings the ticket rather than its money to the front, where there is room for one. */
  onTicket: () => void;
  onMoney: () => void;
};

/**
 * One ticket: what it is, what is known, what was said, and a place to answer. Rendered under the ticket's number as its key: what is
 * begun in it is this ticket's, however soon another is opened.
 */
export function TicketPane({ ticket, onBack, onTicket, onMoney }: Props) {
  const t = useTranslations("desk.proofs");
  const mayWrite = useMay("tickets:write");
  const { number } = ticket;
  const actions = useTicketActions(ticket);
  const { others, wrote } = usePresence(number);
  const [dialog, setDialog] = useState<"resolve" | "snooze" | null>(null);
  const [visibility, setVisibility] = useState<MessageVisibility>("public");
  const [picture, setPicture] = useState<string | null>(null);
  const [fresh, setFresh] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const write = (to: MessageVisibility) => {
    setVisibility(to);
    onTicket();
    requestAnimationFrame(() => field.current?.focus());
  };
  const resolve = () => setDialog("resolve");
  const snooze = () => setDialog("snooze");
  useReadMark(ticket);
  useOpenTicketActions(ticket, {
    ...{ resolve, snooze, assignMe: actions.assignMe, money: onMoney },
    reply: () => write("public"),
    note: () => write("internal"),
    wake: () => void trpc.tickets.wake.mutate({ number }).finally(actions.refresh),
  });
  useActionsOf(number, {
    "ticket.picture": picturesOf(ticket).length > 0 && (() => setPicture(picturesOf(ticket)[0]?.id ?? null)),
  });
  useOnScreen(number);
  return (
    <div className="relative flex h-full min-h-0 flex-col">
      <PresenceLine others={others} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <TicketHeader
          ticket={ticket}
          actions={actions}
          onBack={onBack}
          onAssignMe={actions.assignMe}
          onResolve={resolve}
          onSnooze={snooze}
        />
        <div className="bg-surface">
          <TicketFacts ticket={ticket} actions={actions} />
          {ticket.attachments.length > 0 ? (
            <Section title={t("title")}>
              <Proofs proofs={ticket.attachments} onOpen={setPicture} fresh={fresh} />
            </Section>
          ) : null}
          <ProofChecks ticket={ticket} />
          <Diagnosis ticket={ticket} />
          <TicketWork ticket={ticket} actions={actions} />
          <Conversation ticket={ticket} onOpen={setPicture} fresh={fresh} />
          <Promises ticket={ticket} />
          <History ticket={ticket} />
        </div>
      </div>
      {mayWrite ? (
        <Composer
          ticket={ticket}
          onWrote={wrote}
          others={others}
          onMacro={actions.refresh}
          post={actions.post.mutate}
          visibility={visibility}
          onVisibility={setVisibility}
          field={field}
        />
      ) : null}
      {picture === null ? null : (
        <Lightbox
          pictures={picturesOf(ticket)}
          at={picture}
          onAt={setPicture}
          fresh={fresh}
          onRedacted={() => setFresh((n) => n + 1)}
        />
      )}
      <ConflictDialog actions={actions} />
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

const picturesOf = ({ attachments }: Ticket) => attachments.filter(({ mediaType }) => mediaType.startsWith("image/"));

/** Whoever has a ticket open has read it: its customer is told so much of their own words, and mentions are done with. */
function useReadMark({ number, messages }: Ticket): void {
  const last = messages.findLast((message) => message.from === undefined)?.id;
  useEffect(() => {
    if (last === undefined) return;
    const mark = () => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", mark);
      void trpc.ticketWork.read.mutate({ number, messageId: last }).catch(() => {});
    };
    document.addEventListener("visibilitychange", mark);
    mark();
    return () => document.removeEventListener("visibilitychange", mark);
  }, [number, last]);
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
  // Nothing comes of trying that again.
  const missing = failureOf(error).code === "TICKET_NOT_FOUND";
  return (
    <ErrorState
      title={t(missing ? "missing" : "failed")}
      action={
        <>
          {missing ? null : (
            <Button type="button" size="compact" onClick={onRetry}>
              {t("retry")}
            </Button>
          )}
          <Button type="button" size="compact" variant="secondary" onClick={onBack}>
            {t("back")}
          </Button>
        </>
      }
    >
      {missing ? t("missingHint") : failure(error)}
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
