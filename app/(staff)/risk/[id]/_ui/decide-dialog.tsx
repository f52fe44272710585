"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Select, Textarea } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import {
  type Appeal,
  type AppealDecision,
  type AppealReason,
  denyReasons,
  passReasons,
} from "#server/appeals/schemas.ts";
import { formatFen } from "#server/core/money.ts";
import { useAppealActs, useAppealFailure } from "../../_lib/use-appeal-acts.ts";

type Props = { appeal: Appeal; decision: AppealDecision; onClose: () => void };

/** The last question before a decision, with what it will do. It holds for the facts that are shown now. */
export function DecideDialog({ appeal, decision, onClose }: Props) {
  const t = useTranslations("appeals.one");
  const reasons = useTranslations("appeals.reasons");
  const common = useTranslations("common");
  const { decide, renew } = useAppealActs(appeal.id);
  const failure = useAppealFailure();
  const codes: readonly AppealReason[] = decision === "pass" ? passReasons : denyReasons;
  const [reasonCode, setReasonCode] = useState<AppealReason>(codes[0] ?? "EVIDENCE_ENOUGH");
  const [note, setNote] = useState("");
  // What was shown when this was opened; when it changes meanwhile the server says so.
  const [factsHash] = useState(appeal.factsHash);
  const two = appeal.secondReasons[decision];
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed wish is another attempt than the one that failed
  useEffect(renew, [reasonCode, note]);
  const run = () => {
    if (decide.isPending) return;
    decide.mutate(
      { decision, reasonCode, factsHash, ...(note.trim() ? { note: note.trim() } : {}) },
      {
        onSuccess: (after) => {
          toast.ok(t(`done.${after.state}`));
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
      title={t(decision === "pass" ? "passTitle" : "denyTitle")}
      description={<Will appeal={appeal} decision={decision} />}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button
            type="button"
            size="compact"
            variant={decision === "deny" ? "danger" : "primary"}
            disabled={decide.isPending}
            icon={decide.isPending ? <Spinner /> : undefined}
            onClick={run}
          >
            {t(decision === "pass" ? "confirmPass" : "confirmDeny")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {two.length > 0 ? (
          <Banner tone="wait" title={t("two")}>
            {two.map((reason) => t(`twoWhy.${reason}`)).join(" · ")}
          </Banner>
        ) : null}
        <Field id="decide-reason" label={t("reason")}>
          <Select
            id="decide-reason"
            className="h-10! text-sm!"
            value={reasonCode}
            onChange={(event) => {
              const code = codes.find((known) => known === event.target.value);
              if (code) setReasonCode(code);
            }}
            options={codes.map((value) => ({ value, label: reasons(value) }))}
          />
        </Field>
        <Field id="decide-note" label={t("note")} optional={common("optional")}>
          <Textarea
            id="decide-note"
            rows={2}
            maxLength={2_000}
            className="text-sm"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
        {decide.error ? (
          <Banner tone="broken" role="alert">
            {failure(decide.error)}
          </Banner>
        ) : null}
      </div>
    </Dialog>
  );
}

function Will({ appeal, decision }: Pick<Props, "appeal" | "decision">) {
  const t = useTranslations("appeals.one");
  const { paidFen, creditedFen, refundedFen } = appeal.money;
  const left = Math.max(0, paidFen - creditedFen - refundedFen);
  if (decision === "pass") {
    if (appeal.scope === "account" && left === 0) return t("willThaw");
    return t("willRelease", { orderNo: appeal.orderNo, sum: formatFen(appeal.amountFen) });
  }
  return left > 0 ? t("willDeny", { sum: formatFen(left) }) : t("willDenyFree");
}
