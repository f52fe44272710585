"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Money } from "#app/_ui/money.tsx";
import { systemDecisionNotes, type Topup, type TopupState } from "#server/topup/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { useReasonText } from "../_lib/use-reason-text.ts";
import { GateList, SecondPerson } from "./gate-list.tsx";

const tones: Record<TopupState, Tone> = {
  succeeded: "ok",
  pending_approval: "wait",
  executing: "wait",
  unknown: "unknown",
  failed: "broken",
  rejected: "unknown",
};

/** What top-ups and refunds have in common. */
type Movement = Pick<
  Topup,
  | "state"
  | "amountFen"
  | "requestedBy"
  | "requestedAt"
  | "reasonCode"
  | "note"
  | "decidedBy"
  | "decidedAt"
  | "decisionNote"
  | "secondPersonReasons"
  | "failure"
> & { gate: Parameters<typeof GateList>[0]["gate"] };

type Props = {
  movement: Movement;
  state: string;
  header?: ReactNode;
  /** What it is about, below the sum. */
  about?: string | undefined;
  /** The other side's number of it. */
  reference?: string | undefined;
  /** What happens next by itself, or what a person has to do. */
  next?: string | undefined;
  /** What may be done about it. */
  children?: ReactNode;
};

/** A top-up or refund: its state, who asked and decided and why, and while it waits the facts that it rests on. */
export function MoneyCard({ movement, state, header, about, reference, next, children }: Props) {
  const t = useTranslations("desk.money");
  const { locale } = useDesk();
  const reason = useReasonText();
  const when = (iso: string) => exactTime(new Date(iso), locale);
  const { decidedBy, decidedAt, decisionNote } = movement;
  const automatic = systemDecisionNotes.find((note) => note === decisionNote);
  return (
    <article className="grid gap-2 rounded-md border border-line bg-surface p-3 text-sm">
      {header}
      <p className="flex items-center justify-between gap-3">
        <StateBadge tone={tones[movement.state]}>{state}</StateBadge>
        <Money fen={movement.amountFen} className="text-lg font-semibold" />
      </p>
      {about ? <p className="break-all text-muted tabular">{about}</p> : null}
      <p className="text-muted">
        {t("requestedBy", { name: movement.requestedBy.name, time: when(movement.requestedAt) })}
        <br />
        {t("because", { reason: reason(movement.reasonCode) })}
        {movement.note ? ` · ${movement.note}` : ""}
      </p>
      {decidedBy && decidedAt && !automatic ? (
        <p className="text-muted">
          {t(movement.state === "rejected" ? "rejectedBy" : "approvedBy", {
            name: decidedBy.name,
            time: when(decidedAt),
          })}
          {decisionNote ? ` · ${decisionNote}` : ""}
        </p>
      ) : null}
      {automatic ? <p className="text-muted">{t(`automatic.${automatic}`)}</p> : null}
      {reference ? <p className="break-all text-muted tabular">{reference}</p> : null}
      {movement.failure ? <p className="break-words text-muted">{t("failure", { reason: movement.failure })}</p> : null}
      {next ? <p>{next}</p> : null}
      {movement.state === "pending_approval" ? (
        <>
          <SecondPerson reasons={movement.secondPersonReasons} />
          <details open={header !== undefined}>
            <summary className="min-h-6 cursor-pointer text-accent-text">{t("facts")}</summary>
            <div className="mt-2">
              <GateList gate={movement.gate} />
            </div>
          </details>
        </>
      ) : null}
      {children}
    </article>
  );
}
