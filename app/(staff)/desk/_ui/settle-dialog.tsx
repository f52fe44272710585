"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Input, Select, Textarea } from "#app/_ui/field.tsx";
import { Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { useRefund } from "../_lib/use-refund.ts";
import { TopupFailure } from "./topup-failure.tsx";

/** How a refund ended, by somebody who made sure of it at the channel's own console. */
export function SettleDialog({ id, sum, onClose }: { id: string; sum: string; onClose: () => void }) {
  const t = useTranslations("desk.refund");
  const common = useTranslations("common");
  const { settle } = useRefund();
  const [result, setResult] = useState<"succeeded" | "failed">("succeeded");
  const [reference, setReference] = useState("");
  const [note, setNote] = useState("");
  const ready = note.trim() !== "" && (result === "failed" || reference.trim() !== "");
  const run = () => {
    if (!ready || settle.isPending) return;
    const settlement = {
      result,
      note: note.trim(),
      ...(result === "succeeded" ? { reference: reference.trim() } : {}),
    };
    settle.mutate(
      { id, settlement },
      {
        onSuccess: () => {
          toast.ok(t("settledToast"));
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
      title={t("settleTitle", { sum })}
      description={t("settleBody")}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button
            type="button"
            size="compact"
            disabled={!ready || settle.isPending}
            icon={settle.isPending ? <Spinner /> : undefined}
            onClick={run}
          >
            {t("settleNow")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Field id="settle-result" label={t("settleResult")}>
          <Select
            id="settle-result"
            className="h-9! text-sm!"
            value={result}
            onChange={(event) => setResult(event.target.value === "failed" ? "failed" : "succeeded")}
            options={[
              { value: "succeeded", label: t("settleSucceeded") },
              { value: "failed", label: t("settleFailed") },
            ]}
          />
        </Field>
        {result === "succeeded" ? (
          <Field id="settle-reference" label={t("settleReference")}>
            <Input
              id="settle-reference"
              required
              maxLength={200}
              autoComplete="off"
              className="h-9! text-sm! tabular"
              value={reference}
              onChange={(event) => setReference(event.target.value)}
            />
          </Field>
        ) : null}
        <Field id="settle-note" label={t("settleNote")}>
          <Textarea
            id="settle-note"
            rows={2}
            required
            maxLength={2_000}
            className="text-sm"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
        {settle.error ? <TopupFailure error={settle.error} /> : null}
      </div>
    </Dialog>
  );
}
