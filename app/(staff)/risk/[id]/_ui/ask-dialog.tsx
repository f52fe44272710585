"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Textarea } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { type Appeal, type EvidenceItem, evidenceItems } from "#server/appeals/schemas.ts";
import { useAppealActs, useAppealFailure } from "../../_lib/use-appeal-acts.ts";

/** What else the reviewer needs; the clock stands still until it is given. */
export function AskDialog({ appeal, onClose }: { appeal: Appeal; onClose: () => void }) {
  const t = useTranslations("appeals.one");
  const names = useTranslations("appeals.items");
  const common = useTranslations("common");
  const { ask } = useAppealActs(appeal.id);
  const failure = useAppealFailure();
  const [items, setItems] = useState<EvidenceItem[]>(appeal.missing);
  const [message, setMessage] = useState("");
  const [empty, setEmpty] = useState(false);
  const toggle = (item: EvidenceItem) =>
    setItems((now) => (now.includes(item) ? now.filter((each) => each !== item) : [...now, item]));
  const run = () => {
    setEmpty(items.length === 0);
    if (items.length === 0 || ask.isPending) return;
    ask.mutate(
      { items, ...(message.trim() ? { message: message.trim() } : {}) },
      {
        onSuccess: () => {
          toast.ok(t("asked"));
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
      title={t("askTitle")}
      description={t("askText")}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button
            type="button"
            size="compact"
            disabled={ask.isPending}
            icon={ask.isPending ? <Spinner /> : undefined}
            onClick={run}
          >
            {t("askSend")}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <fieldset aria-describedby={empty ? "ask-error" : undefined}>
          <legend className="mb-1 font-medium">{t("askItems")}</legend>
          <div className="grid gap-x-4 sm:grid-cols-2">
            {evidenceItems.map((item) => (
              <label key={item} className="flex min-h-9 cursor-pointer items-center gap-2 text-sm">
                <input
                  type="checkbox"
                  className="size-4 accent-accent"
                  checked={items.includes(item)}
                  onChange={() => toggle(item)}
                />
                {names(item)}
              </label>
            ))}
          </div>
          {empty ? (
            <p id="ask-error" role="alert" className="mt-1 text-sm font-medium text-broken">
              {t("askEmpty")}
            </p>
          ) : null}
        </fieldset>
        <Field id="ask-message" label={t("askMessage")} optional={common("optional")}>
          <Textarea
            id="ask-message"
            rows={2}
            maxLength={1_000}
            className="text-sm"
            value={message}
            onChange={(event) => setMessage(event.target.value)}
          />
        </Field>
        {ask.error ? (
          <Banner tone="broken" role="alert">
            {failure(ask.error)}
          </Banner>
        ) : null}
      </div>
    </Dialog>
  );
}
