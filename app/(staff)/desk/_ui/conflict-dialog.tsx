"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { keeping, type PatchField } from "../_lib/conflict.ts";
import { useFieldText } from "../_lib/use-field-text.ts";
import type { TicketActions } from "../_lib/use-ticket-actions.ts";

/** Where two people changed the same: both values side by side, and which shall be. Nothing is lost by closing it: theirs stays. */
export function ConflictDialog({ actions }: { actions: TicketActions }) {
  const t = useTranslations("work.conflict");
  const common = useTranslations("common");
  const { name, value } = useFieldText();
  const [mine, setMine] = useState<ReadonlySet<PatchField>>(new Set());
  const { met } = actions;
  useEffect(() => {
    setMine(new Set(met?.clashes.map(({ field }) => field)));
  }, [met]);
  if (!met) return null;
  const choose = (field: PatchField, own: boolean) => {
    const next = new Set(mine);
    if (own) next.add(field);
    else next.delete(field);
    setMine(next);
  };
  const send = () => {
    actions.settle();
    const patch = keeping(met.patch, mine, met.clashes);
    if (Object.keys(patch).length > 0) actions.update.mutate({ ...patch, version: met.conflict.version });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && actions.settle()}
      title={t("title")}
      description={t("lead")}
      closeLabel={common("close")}
      footer={
        <>
          <Button type="button" variant="secondary" onClick={actions.settle}>
            {t("leave")}
          </Button>
          <Button type="button" onClick={send}>
            {t("send")}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {met.clashes.map((clash) => (
          <fieldset key={clash.field} className="grid gap-2">
            <legend className="mb-1 text-sm font-medium">{name(clash.field)}</legend>
            {[true, false].map((own) => (
              <label
                key={String(own)}
                className="flex min-h-11 cursor-pointer items-center gap-3 rounded-md border border-line px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
              >
                <input
                  type="radio"
                  name={`conflict-${clash.field}`}
                  checked={mine.has(clash.field) === own}
                  onChange={() => choose(clash.field, own)}
                />
                <span className="min-w-0 flex-1">
                  <span className="block break-words">{value(clash.field, own ? clash.mine : clash.theirs)}</span>
                  <span className="block text-xs text-muted">
                    {own ? t("mine") : t.rich("theirs", { name: clash.by, time: () => <RelativeTime at={clash.at} /> })}
                  </span>
                </span>
              </label>
            ))}
          </fieldset>
        ))}
        <button type="submit" className="sr-only" tabIndex={-1} aria-hidden>
          {t("send")}
        </button>
      </form>
    </Dialog>
  );
}
