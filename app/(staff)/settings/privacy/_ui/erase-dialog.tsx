"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { type Erasure, eraseCustomerSchema } from "#server/customers/schemas.ts";

type Props = {
  customerId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDone: (erasure: Erasure) => void;
};
type Open = { kind: "ticket" | "appeal" | "topup" | "refund" | "command" | "money_item" | "case"; ref: string }[];

/** Asks for the reason and, because nothing brings it back, for the customer's number once more. */
export function EraseDialog({ customerId, open, onOpenChange, onDone }: Props) {
  const t = useTranslations("privacy.erase");
  const common = useTranslations("common");
  const failure = useFailureText();
  const [reason, setReason] = useState("");
  const [again, setAgain] = useState("");
  const erase = useMutation({
    mutationFn: () => trpc.customers.erase.mutate({ customerId, reason }),
    onSuccess: onDone,
  });
  const good = eraseCustomerSchema.safeParse({ customerId, reason }).success && again.trim() === customerId;
  const failed = erase.error ? failureOf(erase.error) : null;
  const goesOn = failed?.code === "CUSTOMER_HAS_OPEN_CASES" ? ((failed.details?.open ?? []) as Open) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (good && !erase.isPending) erase.mutate();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title", { id: customerId })}
      description={t("body")}
      closeLabel={common("close")}
    >
      <form onSubmit={submit} className="grid gap-4" noValidate>
        {goesOn ? (
          <Banner tone="wait" role="alert" title={t("open")}>
            <ul className="list-disc pl-5">
              {goesOn.map(({ kind, ref }) => (
                <li key={`${kind} ${ref}`} className="break-all">
                  {t(`kind.${kind}`)} {ref}
                </li>
              ))}
            </ul>
          </Banner>
        ) : erase.error ? (
          <Banner tone="broken" role="alert">
            {failed?.code === "CUSTOMER_NOT_FOUND" ? t("unknown") : failure(erase.error)}
          </Banner>
        ) : null}
        <Field id="erase-reason" label={t("reason")} hint={t("reasonHint")}>
          <Input
            id="erase-reason"
            autoComplete="off"
            hint={t("reasonHint")}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        <Field id="erase-again" label={t("again")}>
          <Input id="erase-again" autoComplete="off" value={again} onChange={(event) => setAgain(event.target.value)} />
        </Field>
        <Button variant="danger" disabled={!good || erase.isPending} icon={erase.isPending ? <Spinner /> : undefined}>
          {t("confirm")}
        </Button>
      </form>
    </Dialog>
  );
}
