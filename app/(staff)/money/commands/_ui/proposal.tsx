"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Textarea } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { useDesk, useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { formatFen } from "#server/core/money.ts";
import type { CommandProposal } from "#server/topup/schemas.ts";
import { type CommandSummary, useCommandActs, useCommandFailure } from "../_lib/queries.ts";
import { isOpen } from "./command-acts.tsx";

type Props = { command: CommandSummary; proposal: CommandProposal };

/** How two people settled a command, or are about to: both names, and what each of them said. */
export function Proposal({ command, proposal }: Props) {
  const t = useTranslations("commands");
  const locale = useLocale();
  const { answer } = proposal;
  const when = (iso: string) => exactTime(new Date(iso), locale);
  const waits = answer === null && isOpen(command);
  return (
    <section className="grid gap-1 rounded-md border border-line p-3">
      <h3 className="font-medium">{t(`proposal.${proposal.result}`)}</h3>
      <p className="break-words text-muted">
        {t("proposed", { name: proposal.by.name, time: when(proposal.at) })} · {proposal.note}
      </p>
      {proposal.reference ? <p>{t("proposalReference", { reference: proposal.reference })}</p> : null}
      {answer ? (
        <p className="break-words text-muted">
          {t(`answered.${answer.kind}`, { name: answer.by.name, time: when(answer.at) })}
          {answer.note ? ` · ${answer.note}` : ""}
        </p>
      ) : null}
      {answer === null && !waits ? <p className="text-muted">{t("overtaken")}</p> : null}
      {waits ? <Answer command={command} proposal={proposal} /> : null}
    </section>
  );
}

function Answer({ command, proposal }: Props) {
  const t = useTranslations("commands");
  const { me } = useDesk();
  const mayApprove = useMay("topups:approve");
  const [agree, setAgree] = useState<boolean>();
  const own = proposal.by.kind === "staff" && proposal.by.id === me.id;
  const sum = formatFen(command.amountFen);
  return (
    <>
      <p className="text-muted">{t(own ? "ownWaits" : mayApprove ? "waits" : "leadWaits")}</p>
      <div className="flex flex-wrap gap-2">
        {mayApprove && !own ? (
          <Button type="button" size="compact" onClick={() => setAgree(true)}>
            {t(`confirm.${proposal.result}`, { sum })}
          </Button>
        ) : null}
        {mayApprove || own ? (
          <Button type="button" size="compact" variant="secondary" onClick={() => setAgree(false)}>
            {t(own ? "withdraw" : "decline")}
          </Button>
        ) : null}
      </div>
      {agree === undefined ? null : (
        <AnswerDialog
          command={command}
          proposal={proposal}
          agree={agree}
          own={own}
          onClose={() => setAgree(undefined)}
        />
      )}
    </>
  );
}

type DialogProps = Props & { agree: boolean; own: boolean; onClose: () => void };

function AnswerDialog({ command, proposal, agree, own, onClose }: DialogProps) {
  const t = useTranslations("commands");
  const common = useTranslations("common");
  const failure = useCommandFailure();
  const { answer } = useCommandActs(command.id);
  const [note, setNote] = useState("");
  const kind = t(`kind.${command.kind}`);
  const sum = formatFen(command.amountFen);
  const { orderNo } = command;
  const { result } = proposal;
  const run = () => {
    if (answer.isPending) return;
    answer.mutate(
      { agree, proposalId: proposal.id, ...(note.trim() ? { note: note.trim() } : {}) },
      {
        onSuccess: () => {
          toast.ok(t(agree ? "confirmed" : own ? "withdrawn" : "declined"));
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
      title={agree ? t(`confirmTitle.${result}`, { kind, sum }) : t("declineTitle")}
      description={agree ? t(`confirmBody.${result}`, { kind, sum, orderNo }) : t("declineBody")}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button
            type="button"
            size="compact"
            variant={agree ? "primary" : "danger"}
            disabled={answer.isPending}
            icon={answer.isPending ? <Spinner /> : undefined}
            onClick={run}
          >
            {agree ? t(`confirm.${result}`, { sum }) : t(own ? "withdraw" : "decline")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3 text-sm">
        {agree ? <p className="break-words">{proposal.note}</p> : null}
        <Field id="answer-note" label={t("note")} optional={common("optional")}>
          <Textarea
            id="answer-note"
            rows={2}
            maxLength={2_000}
            className="text-sm"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
        {answer.error ? (
          <Banner tone="broken" role="alert">
            {failure(answer.error)}
          </Banner>
        ) : null}
      </div>
    </Dialog>
  );
}
