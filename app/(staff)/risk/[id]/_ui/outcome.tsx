"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Textarea } from "#app/_ui/field.tsx";
import { Banner, Card, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { useDesk, useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { Appeal, Decided, FollowState } from "#server/appeals/schemas.ts";
import { useAppealActs, useAppealFailure } from "../../_lib/use-appeal-acts.ts";

/** How a command, top-up or refund may stand. */
const results = [
  "succeeded",
  "pending_approval",
  "executing",
  "unknown",
  "failed",
  "rejected",
  "queued",
  "pending",
  "dead",
] as const;
const tones: Record<FollowState, Tone> = { none: "neutral", running: "wait", person: "broken", done: "ok" };

/** How it was decided, what follows, and what waits for a click. */
export function Outcome({ appeal }: { appeal: Appeal }) {
  const t = useTranslations("appeals.one");
  const { decided, before, closedBecause, follow } = appeal;
  const result = results.find((known) => known === follow.result);
  if (!decided && !before && !closedBecause) return null;
  return (
    <Card>
      {closedBecause ? <p className="font-medium">{t(`closed.${closedBecause}`)}</p> : null}
      {decided ? <Said title={t("result")} decided={decided} /> : null}
      {before ? <Said title={t("before")} decided={before} /> : null}
      {decided ? (
        <div className="mt-3 border-t border-line pt-3">
          <h2 className="text-sm font-medium text-faint">{t("followTitle")}</h2>
          <p className="mt-1 flex flex-wrap items-center gap-2">
            <span>{t(`follow.${follow.kind}`)}</span>
            {follow.state === "none" ? null : (
              <StateBadge tone={tones[follow.state]}>{t(`followState.${follow.state}`)}</StateBadge>
            )}
          </p>
          {result ? (
            <p className="mt-1 text-sm text-muted">{t("followResult", { result: t(`results.${result}`) })}</p>
          ) : null}
          {follow.codes.length > 0 ? (
            <p className="mt-1 text-sm break-words text-muted">
              {t("followCodes", { codes: follow.codes.join(", ") })}
            </p>
          ) : null}
          {follow.kind === "release" ? (
            <Link
              href={`/money/commands?order=${encodeURIComponent(appeal.orderNo)}`}
              prefetch={false}
              className="inline-flex min-h-9 items-center text-sm font-medium text-accent-text hover:underline"
            >
              {t("commands")}
            </Link>
          ) : null}
          <Acts appeal={appeal} />
        </div>
      ) : null}
    </Card>
  );
}

function Said({ title, decided }: { title: string; decided: Decided }) {
  const t = useTranslations("appeals");
  const { locale } = useDesk();
  return (
    <div className="mb-2">
      <h2 className="text-sm font-medium text-faint">{title}</h2>
      <p className="mt-1 flex flex-wrap items-center gap-2">
        <StateBadge tone={decided.decision === "pass" ? "ok" : "broken"}>
          {t(decided.decision === "pass" ? "state.passed" : "state.denied")}
        </StateBadge>
        {t(`reasons.${decided.reasonCode}`)}
      </p>
      {decided.note ? <p className="mt-1 text-sm break-words">{decided.note}</p> : null}
      <p className="mt-1 text-sm text-muted">
        {t("one.by", { name: decided.by.name, time: exactTime(new Date(decided.at), locale) })}
        {decided.second ? ` · ${t("one.second", { name: decided.second.name })}` : ""}
      </p>
    </div>
  );
}

function Acts({ appeal }: { appeal: Appeal }) {
  const t = useTranslations("appeals.one");
  const may = useMay("tickets:write");
  const approve = useMay("topups:approve");
  const { me } = useDesk();
  const { carryOn } = useAppealActs(appeal.id);
  const failure = useAppealFailure();
  const [asking, setAsking] = useState(false);
  const { follow, decided } = appeal;
  if (!may || follow.state !== "person") return null;
  const stands = follow.kind === "release" && follow.result !== "failed";
  if (stands) {
    return approve && decided?.by.id !== me.id ? (
      <>
        <Button
          type="button"
          size="compact"
          variant="secondary"
          className="mt-2 min-h-10"
          onClick={() => setAsking(true)}
        >
          {t("takeBackRelease")}
        </Button>
        {asking ? <TakeBack appeal={appeal} onClose={() => setAsking(false)} /> : null}
      </>
    ) : null;
  }
  const run = () =>
    carryOn.mutate(undefined, {
      onSuccess: () => toast.ok(t("carriedOn")),
      onError: (error) => toast.error(failure(error)),
    });
  return (
    <Button
      type="button"
      size="compact"
      className="mt-2 min-h-10"
      disabled={carryOn.isPending}
      icon={carryOn.isPending ? <Spinner /> : undefined}
      onClick={run}
    >
      {t(appeal.state === "passed" ? "carryOn" : "retry")}
    </Button>
  );
}

function TakeBack({ appeal, onClose }: { appeal: Appeal; onClose: () => void }) {
  const t = useTranslations("appeals.one");
  const common = useTranslations("common");
  const { takeBack } = useAppealActs(appeal.id);
  const failure = useAppealFailure();
  const [note, setNote] = useState("");
  const run = () => {
    if (note.trim() === "" || takeBack.isPending) return;
    takeBack.mutate(note.trim(), {
      onSuccess: () => {
        toast.ok(t("takenBack"));
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("takeBackTitle")}
      description={t("takeBackText")}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button
            type="button"
            size="compact"
            variant="danger"
            disabled={note.trim() === "" || takeBack.isPending}
            onClick={run}
          >
            {t("takeBackRelease")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Field id="take-back-note" label={t("takeBackNote")}>
          <Textarea
            id="take-back-note"
            rows={2}
            required
            maxLength={2_000}
            className="text-sm"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
        {takeBack.error ? (
          <Banner tone="broken" role="alert">
            {failure(takeBack.error)}
          </Banner>
        ) : null}
      </div>
    </Dialog>
  );
}
