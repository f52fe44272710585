"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Textarea } from "#app/_ui/field.tsx";
import { Money } from "#app/_ui/money.tsx";
import { Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { formatFen } from "#server/core/money.ts";
import { systemDecisionNotes, type Topup, type TopupState } from "#server/topup/schemas.ts";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { useReasonText } from "../_lib/use-reason-text.ts";
import { useTopup } from "../_lib/use-topup.ts";
import { GateList, SecondPerson } from "./gate-list.tsx";
import { TopupFailure } from "./topup-failure.tsx";

const tones: Record<TopupState, Tone> = {
  succeeded: "ok",
  pending_approval: "wait",
  executing: "wait",
  unknown: "unknown",
  failed: "broken",
  rejected: "unknown",
};

/** A top-up and what became of it; one that waits shows its facts and asks whoever may decide. */
export function TopupCard({ topup, header }: { topup: Topup; header?: ReactNode }) {
  const t = useTranslations("desk.money");
  const { locale } = useDesk();
  const reason = useReasonText();
  const when = (iso: string) => exactTime(new Date(iso), locale);
  const pending = topup.state === "pending_approval";
  const decider = topup.decidedBy ?? topup.approvedBy;
  const automatic = systemDecisionNotes.find((note) => note === topup.decisionNote);
  return (
    <article className="grid gap-2 rounded-md border border-line bg-surface p-3 text-sm">
      {header}
      <p className="flex items-center justify-between gap-3">
        <StateBadge tone={tones[topup.state]}>{t(`state.${topup.state}`)}</StateBadge>
        <Money fen={topup.amountFen} className="text-lg font-semibold" />
      </p>
      <p className="text-muted">
        {t("requestedBy", { name: topup.requestedBy.name, time: when(topup.requestedAt) })}
        <br />
        {t("because", { reason: reason(topup.reasonCode) })}
        {topup.note ? ` · ${topup.note}` : ""}
      </p>
      {decider && topup.decidedAt && !automatic ? (
        <p className="text-muted">
          {t(topup.state === "rejected" ? "rejectedBy" : "approvedBy", {
            name: decider.name,
            time: when(topup.decidedAt),
          })}
          {topup.decisionNote ? ` · ${topup.decisionNote}` : ""}
        </p>
      ) : null}
      {automatic ? <p className="text-muted">{t(`automatic.${automatic}`)}</p> : null}
      {pending ? (
        <>
          <SecondPerson reasons={topup.secondPersonReasons} />
          <details>
            <summary className="min-h-6 cursor-pointer text-accent-text">{t("facts")}</summary>
            <div className="mt-2">
              <GateList gate={topup.gate} />
            </div>
          </details>
          <Decide topup={topup} />
        </>
      ) : null}
    </article>
  );
}

type Choice = "approve" | "reject";

function Decide({ topup }: { topup: Topup }) {
  const t = useTranslations("desk.money");
  const { me } = useDesk();
  const mayApprove = useMay("topups:approve");
  const [choice, setChoice] = useState<Choice>();
  const own = topup.requestedBy.kind === "staff" && topup.requestedBy.id === me.id;
  return (
    <>
      {own ? (
        <p className="text-muted">{t("ownWaits")}</p>
      ) : mayApprove ? null : (
        <p className="text-muted">{t("leadWaits")}</p>
      )}
      <div className="flex flex-wrap gap-2">
        {mayApprove && !own ? (
          <Button type="button" size="compact" onClick={() => setChoice("approve")}>
            {t("approve", { sum: formatFen(topup.amountFen) })}
          </Button>
        ) : null}
        {mayApprove || own ? (
          <Button type="button" size="compact" variant="secondary" onClick={() => setChoice("reject")}>
            {own ? t("withdraw") : t("reject")}
          </Button>
        ) : null}
      </div>
      {choice ? <DecideDialog topup={topup} choice={choice} own={own} onClose={() => setChoice(undefined)} /> : null}
    </>
  );
}

type DialogProps = { topup: Topup; choice: Choice; own: boolean; onClose: () => void };

function DecideDialog({ topup, choice, own, onClose }: DialogProps) {
  const t = useTranslations("desk.money");
  const common = useTranslations("common");
  const [note, setNote] = useState("");
  const { decide } = useTopup();
  const sum = formatFen(topup.amountFen);
  const approve = choice === "approve";
  const verb = approve ? t("approve", { sum }) : own ? t("withdraw") : t("reject");
  const run = () => {
    if (decide.isPending) return;
    const decision = { decision: choice, factsHash: topup.factsHash, ...(note.trim() ? { note: note.trim() } : {}) };
    decide.mutate(
      { id: topup.id, decision },
      {
        onSuccess: () => {
          toast.ok(approve ? t("doneToast", { sum }) : t("rejectedToast", { sum }));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={approve ? t("approveTitle", { sum, orderNo: topup.orderNo }) : t("rejectTitle", { sum })}
      description={approve ? t("approveBody") : t("rejectBody")}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button
            type="button"
            size="compact"
            variant={approve ? "primary" : "danger"}
            disabled={decide.isPending}
            icon={decide.isPending ? <Spinner /> : undefined}
            onClick={run}
          >
            {verb}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {approve ? <GateList gate={topup.gate} /> : null}
        <Field id="decision-note" label={t("note")} optional={common("optional")}>
          <Textarea
            id="decision-note"
            rows={2}
            maxLength={2_000}
            className="text-sm"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
        {decide.error ? <TopupFailure error={decide.error} /> : null}
      </div>
    </Dialog>
  );
}
