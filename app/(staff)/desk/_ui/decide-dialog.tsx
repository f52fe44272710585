"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Textarea } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { formatFen } from "#server/core/money.ts";
import type { GateResult, RefundGateResult, TopupDecision } from "#server/topup/schemas.ts";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { GateList } from "./gate-list.tsx";
import { TopupFailure } from "./topup-failure.tsx";

/** A top-up or refund that waits for a second person. */
export type Waiting = {
  amountFen: number;
  factsHash: string;
  gate: (GateResult | RefundGateResult)[];
  requestedBy: { kind: string; id: string };
};
type Words = {
  approve: string;
  approveTitle: string;
  approveBody: string;
  /** What moves when it is approved. */
  consequence: string;
};
type Props = {
  waiting: Waiting;
  words: Words;
  pending: boolean;
  error: unknown;
  /** Runs a decision; `onDone` closes the dialog once it went through. */
  onDecide: (decision: TopupDecision, onDone: () => void) => void;
};

/** The buttons of whoever may decide, and for everybody else who that is. */
export function Decide({ waiting, words, ...rest }: Props) {
  const t = useTranslations("desk.money");
  const { me } = useDesk();
  const mayApprove = useMay("topups:approve");
  const [choice, setChoice] = useState<"approve" | "reject">();
  const own = waiting.requestedBy.kind === "staff" && waiting.requestedBy.id === me.id;
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
            {words.approve}
          </Button>
        ) : null}
        {mayApprove || own ? (
          <Button type="button" size="compact" variant="secondary" onClick={() => setChoice("reject")}>
            {own ? t("withdraw") : t("reject")}
          </Button>
        ) : null}
      </div>
      {choice === "approve" ? (
        <Question
          {...rest}
          waiting={waiting}
          title={words.approveTitle}
          body={words.approveBody}
          verb={words.approve}
          decision="approve"
          noteNeeded={false}
          onClose={() => setChoice(undefined)}
        >
          <Banner tone="wait">{words.consequence}</Banner>
          <GateList gate={waiting.gate} />
        </Question>
      ) : null}
      {choice === "reject" ? (
        <Question
          {...rest}
          waiting={waiting}
          title={t(own ? "withdrawTitle" : "rejectTitle", { sum: formatFen(waiting.amountFen) })}
          body={t("rejectBody")}
          verb={own ? t("withdraw") : t("reject")}
          decision="reject"
          noteNeeded={!own}
          onClose={() => setChoice(undefined)}
        />
      ) : null}
    </>
  );
}

type QuestionProps = Omit<Props, "words"> & {
  title: string;
  body: string;
  verb: string;
  decision: "approve" | "reject";
  /** Whoever asked has to be able to learn why not. */
  noteNeeded: boolean;
  onClose: () => void;
  children?: ReactNode;
};

function Question(props: QuestionProps) {
  const { waiting, title, body, verb, decision, noteNeeded, pending, error, onDecide, onClose, children } = props;
  const t = useTranslations("desk.money");
  const common = useTranslations("common");
  const [note, setNote] = useState("");
  const missing = noteNeeded && note.trim() === "";
  const run = () => {
    if (pending || missing) return;
    const { factsHash } = waiting;
    onDecide({ decision, factsHash, ...(note.trim() ? { note: note.trim() } : {}) }, onClose);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      description={body}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button
            type="button"
            size="compact"
            variant={decision === "approve" ? "primary" : "danger"}
            disabled={pending || missing}
            icon={pending ? <Spinner /> : undefined}
            onClick={run}
          >
            {verb}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {children}
        <Field
          id="decision-note"
          label={t("note")}
          {...(noteNeeded ? { hint: t("noteRequired") } : { optional: common("optional") })}
        >
          <Textarea
            id="decision-note"
            rows={2}
            maxLength={2_000}
            required={noteNeeded}
            className="text-sm"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
        {error ? <TopupFailure error={error} /> : null}
      </div>
    </Dialog>
  );
}
