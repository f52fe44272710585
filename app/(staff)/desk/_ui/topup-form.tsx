"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Input, Select, Textarea } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { formatFen } from "#server/core/money.ts";
import { type ReasonCode, reasonCodes, type TopupPreview } from "#server/topup/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { useReasonText } from "../_lib/use-reason-text.ts";
import { useTopup } from "../_lib/use-topup.ts";
import { fenOfYuan, yuanOfFen } from "../_lib/yuan.ts";
import { GateList, SecondPerson } from "./gate-list.tsx";
import { TopupFailure } from "./topup-failure.tsx";

type Props = {
  ticket: Ticket;
  orderNo: string;
  standard: TopupPreview;
  /** The last question stands on the screen: do not take it away. */
  asking: boolean;
  onAsking: (asking: boolean) => void;
};

/** Asks for a top-up. The gate is shown for exactly what is about to be asked; the last click names the sum. */
export function TopupForm({ ticket, orderNo, standard, asking, onAsking }: Props) {
  const t = useTranslations("desk.money");
  const { locale } = useDesk();
  const reasonText = useReasonText();
  const [reasonCode, setReason] = useState<ReasonCode>(ticket.causeCode);
  const [note, setNote] = useState("");
  const [amount, setAmount] = useState(yuanOfFen(standard.amountFen));
  const topup = useTopup();

  const fen = fenOfYuan(amount);
  // The usual sum is left to the server to fill in; only another one is asked for.
  const other = fen !== null && fen !== standard.amountFen ? { amountFen: fen } : {};
  const noteMissing = reasonCode === "OTHER" && note.trim() === "";
  const preview = useQuery({
    ...queries.preview({
      orderNo,
      reasonCode,
      locale,
      ...other,
      ...(reasonCode === "OTHER" ? { note: note || "-" } : {}),
    }),
    enabled: fen !== null,
  });
  const shown = preview.data ?? standard;
  const ready = fen !== null && !noteMissing && shown.possible && !preview.isPlaceholderData;

  const open = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    topup.renew();
    onAsking(true);
  };
  const run = () => {
    if (topup.request.isPending) return;
    const request = {
      reasonCode,
      ticketNumber: ticket.number,
      ...other,
      ...(note.trim() ? { note: note.trim() } : {}),
    };
    topup.request.mutate(
      { orderNo, request },
      {
        onSuccess: (made) => {
          onAsking(false);
          const sum = formatFen(made.amountFen);
          if (made.state === "succeeded") toast.ok(t("doneToast", { sum }));
          else if (made.state === "pending_approval")
            toast.wait(t("pendingToast", { sum }), { description: t("pendingToastHint") });
          else if (made.state === "failed") toast.error(t("state.failed"), { description: t("next.failed") });
          else toast.wait(t(`state.${made.state}`), { description: sum });
        },
      },
    );
  };
  return (
    <form onSubmit={open} className="grid gap-4">
      <GateList gate={shown.gate} />
      <SecondPerson reasons={shown.secondPersonReasons} />
      <div className="grid grid-cols-2 gap-3">
        <Field id="topup-amount" label={t("amount")} error={fen === null ? t("amountWrong") : undefined}>
          <Input
            id="topup-amount"
            inputMode="decimal"
            autoComplete="off"
            className="h-9! text-right text-sm! tabular"
            error={fen === null}
            value={amount}
            onChange={(event) => setAmount(event.target.value)}
          />
        </Field>
        <Field id="topup-reason" label={t("reason")}>
          <Select
            id="topup-reason"
            className="h-9! text-sm!"
            value={reasonCode}
            onChange={(event) => setReason(event.target.value as ReasonCode)}
            options={reasonCodes.map((code) => ({ value: code, label: reasonText(code) }))}
          />
        </Field>
      </div>
      <Field id="topup-note" label={t("note")} hint={reasonCode === "OTHER" ? t("noteNeeded") : undefined}>
        <Textarea
          id="topup-note"
          rows={2}
          maxLength={2_000}
          required={reasonCode === "OTHER"}
          className="text-sm"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      <Button disabled={!ready} size="compact" className="min-h-10 text-base">
        {fen === null ? t("submitPlain") : t("submit", { sum: formatFen(fen) })}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={onAsking}
        sum={formatFen(fen ?? standard.amountFen)}
        ticket={ticket}
        orderNo={orderNo}
        pending={topup.request.isPending}
        error={topup.request.error}
        second={shown.secondPersonReasons.length > 0}
        onConfirm={run}
      />
    </form>
  );
}

type ConfirmProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  sum: string;
  ticket: Ticket;
  orderNo: string;
  pending: boolean;
  error: unknown;
  second: boolean;
  onConfirm: () => void;
};

/** The last question before money moves. It stays open when the answer was lost, so that the same attempt is repeated. */
function Confirm({ open, onOpenChange, sum, ticket, orderNo, pending, error, second, onConfirm }: ConfirmProps) {
  const t = useTranslations("desk.money");
  const common = useTranslations("common");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("confirmTitle", { customer: ticket.customerId ?? t("thisCustomer"), sum })}
      description={t("confirmBody", { orderNo })}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button
            type="button"
            size="compact"
            disabled={pending}
            icon={pending ? <Spinner /> : undefined}
            onClick={onConfirm}
          >
            {second ? t("confirmSecond", { sum }) : t("confirmNow", { sum })}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {second ? <Banner tone="wait">{t("secondWillFollow")}</Banner> : <p>{t("onceOnly")}</p>}
        {error ? <TopupFailure error={error} /> : null}
      </div>
    </Dialog>
  );
}
