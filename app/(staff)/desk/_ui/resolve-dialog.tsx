"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Select } from "#app/_ui/field.tsx";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { type CauseCode, causeCodes } from "#server/diagnosis/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import type { TicketActions } from "../_lib/use-ticket-actions.ts";

type Props = { ticket: Ticket; actions: TicketActions; open: boolean; onOpenChange: (open: boolean) => void };

/** Resolving asks for one thing: what it really was. The diagnosis is measured against it. */
export function ResolveDialog({ ticket, actions, open, onOpenChange }: Props) {
  const t = useTranslations("desk.resolve");
  const common = useTranslations("common");
  const { causes } = useDesk();
  const [cause, setCause] = useState<CauseCode>(ticket.causeCode);
  useEffect(() => {
    if (open) setCause(ticket.causeCode);
  }, [open, ticket.causeCode]);
  const resolve = () => {
    actions.update.mutate({ status: "resolved", causeCode: cause });
    onOpenChange(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title", { number: ticket.number })}
      description={t("body")}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button type="submit" form="resolve-form" size="compact">
            {t("confirm")}
          </Button>
        </>
      }
    >
      <form
        id="resolve-form"
        onSubmit={(event) => {
          event.preventDefault();
          resolve();
        }}
      >
        <Field id="resolve-cause" label={t("cause")} hint={t("causeHint")}>
          <Select
            id="resolve-cause"
            hint
            value={cause}
            onChange={(event) => setCause(event.target.value as CauseCode)}
            options={causeCodes.map((code) => ({ value: code, label: causes[code] }))}
          />
        </Field>
      </form>
    </Dialog>
  );
}
