"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Input, RadioCards, Textarea } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { formatFen } from "#server/core/money.ts";
import { settlementSchema } from "#server/topup/schemas.ts";
import { type CommandSummary, useCommandActs, useCommandFailure } from "../_lib/queries.ts";

/** What somebody made sure of, for another person to confirm. Says what each answer would cost were it wrong. */
export function SettleDialog({ command, onClose }: { command: CommandSummary; onClose: () => void }) {
  const t = useTranslations("commands");
  const common = useTranslations("common");
  const failure = useCommandFailure();
  const { propose } = useCommandActs(command.id);
  const [missing, setMissing] = useState<readonly PropertyKey[]>([]);
  const sum = formatFen(command.amountFen);
  const kind = t(`kind.${command.kind}`);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget));
    const parsed = settlementSchema.safeParse({ ...fields, reference: String(fields.reference).trim() || undefined });
    setMissing(parsed.success ? [] : parsed.error.issues.map((issue) => issue.path[0] ?? ""));
    if (!parsed.success || propose.isPending) return;
    propose.mutate(parsed.data, {
      onSuccess: () => {
        toast.ok(t("settleSent"));
        onClose();
      },
    });
  };
  const options = [
    { value: "succeeded", label: t("settleYes"), hint: t("settleYesHint", { kind }) },
    { value: "failed", label: t("settleNo"), hint: t("settleNoHint", { kind, sum }) },
  ];
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("settleTitle", { kind, sum })}
      description={t("settleBody")}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button
            type="submit"
            form="settle-form"
            size="compact"
            disabled={propose.isPending}
            icon={propose.isPending ? <Spinner /> : undefined}
          >
            {t("settleSend")}
          </Button>
        </>
      }
    >
      <form id="settle-form" className="grid gap-4 text-sm" onSubmit={send} noValidate>
        <RadioCards
          id="settle-result"
          name="result"
          legend={t("settleResult")}
          options={options}
          error={missing.includes("result") ? t("settleResultMissing") : undefined}
          required
        />
        <Field id="settle-reference" label={t("settleReference")} optional={common("optional")}>
          <Input id="settle-reference" name="reference" maxLength={200} className="text-sm" />
        </Field>
        <Field
          id="settle-note"
          label={t("settleNote")}
          hint={t("settleNoteHint")}
          error={missing.includes("note") ? t("settleNoteMissing") : undefined}
        >
          <Textarea
            id="settle-note"
            name="note"
            hint
            error={missing.includes("note")}
            rows={3}
            maxLength={2_000}
            className="text-sm"
          />
        </Field>
        {propose.error ? (
          <Banner tone="broken" role="alert">
            {failure(propose.error)}
          </Banner>
        ) : null}
      </form>
    </Dialog>
  );
}
