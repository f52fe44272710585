"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Select, Textarea } from "#app/_ui/field.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { formatFen } from "#server/core/money.ts";
import { type ReasonCode, type Refund, type RefundPreview, reasonCodes } from "#server/topup/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { useReasonText } from "../_lib/use-reason-text.ts";
import { useRefund } from "../_lib/use-refund.ts";
import { fenOfYuan, yuanOfFen } from "../_lib/yuan.ts";
import { GateList, SecondPerson } from "./gate-list.tsx";
import { RefundConfirm } from "./refund-confirm.tsx";

type Props = {
  ticket: Ticket;
  orderNo: string;
  standard: RefundPreview;
  /** The last question stands on the screen: do not take it away. */
  asking: boolean;
  onAsking: (asking: boolean) => void;
};

/** Asks for a refund: which payment, how much of it, why. The gate is shown for exactly what is about to be asked. */
export function RefundForm({ ticket, orderNo, standard, asking, onAsking }: Props) {
  const t = useTranslations("desk.refund");
  const money = useTranslations("desk.money");
  const { locale } = useDesk();
  const reasonText = useReasonText();
  const [paymentNo, setPayment] = useState(standard.paymentNo ?? "");
  // Empty stands for all that the payment has left.
  const [amount, setAmount] = useState("");
  const [reasonCode, setReason] = useState<ReasonCode>(ticket.causeCode);
  const [note, setNote] = useState("");
  const refund = useRefund();

  const whole = standard.payments.find((payment) => payment.paymentNo === paymentNo)?.refundableFen ?? 0;
  const fen = amount.trim() === "" ? whole : fenOfYuan(amount);
  const wanted = {
    ...(paymentNo ? { paymentNo } : {}),
    ...(fen !== null && fen !== whole ? { amountFen: fen } : {}),
  };
  const noteMissing = reasonCode === "OTHER" && note.trim() === "";
  const preview = useQuery({
    ...queries.previewRefund({
      orderNo,
      reasonCode,
      locale,
      ...wanted,
      ...(reasonCode === "OTHER" ? { note: note || "-" } : {}),
    }),
    enabled: fen !== null,
  });
  const shown = preview.data ?? standard;
  const ready = fen !== null && fen > 0 && !noteMissing && shown.possible && !preview.isPlaceholderData;
  const sum = formatFen(fen ?? whole);

  const open = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    refund.renew();
    onAsking(true);
  };
  const tell = (made: Refund) => {
    const said = formatFen(made.amountFen);
    if (made.state === "succeeded") toast.ok(t("doneToast", { sum: said }));
    else if (made.state === "pending_approval") toast.wait(t("pendingToast", { sum: said }));
    else if (made.state === "unknown") toast.wait(t("unknownToast", { sum: said }));
    else if (made.state === "failed") toast.error(t("state.failed"), { description: made.failure ?? "" });
    else toast.wait(t("runningToast", { sum: said }));
  };
  const run = () => {
    if (refund.request.isPending) return;
    const request = {
      reasonCode,
      ticketNumber: ticket.number,
      ...wanted,
      ...(note.trim() ? { note: note.trim() } : {}),
    };
    refund.request.mutate(
      { orderNo, request },
      {
        onSuccess: (made) => {
          onAsking(false);
          tell(made);
        },
      },
    );
  };
  return (
    <form onSubmit={open} className="grid gap-4">
      <GateList gate={shown.gate} />
      <SecondPerson reasons={shown.secondPersonReasons} />
      {standard.payments.length > 1 ? (
        <Field id="refund-payment" label={t("payment")}>
          <Select
            id="refund-payment"
            className="h-9! text-sm!"
            value={paymentNo}
            onChange={(event) => setPayment(event.target.value)}
            options={standard.payments.map((payment) => ({
              value: payment.paymentNo,
              label: t("paymentOption", {
                paymentNo: payment.paymentNo,
                sum: formatFen(payment.refundableFen),
              }),
            }))}
          />
        </Field>
      ) : null}
      <div className="grid grid-cols-2 gap-3">
        <Field id="refund-amount" label={t("amount")} error={fen === null ? money("amountWrong") : undefined}>
          <Input
            id="refund-amount"
            inputMode="decimal"
            autoComplete="off"
            className="h-9! text-right text-sm! tabular"
            placeholder={yuanOfFen(whole)}
            error={fen === null}
            value={amount}
            onChange={(event) => setAmount(event.target.value)}
          />
        </Field>
        <Field id="refund-reason" label={money("reason")}>
          <Select
            id="refund-reason"
            className="h-9! text-sm!"
            value={reasonCode}
            onChange={(event) => setReason(event.target.value as ReasonCode)}
            options={reasonCodes.map((code) => ({ value: code, label: reasonText(code) }))}
          />
        </Field>
      </div>
      <Field id="refund-note" label={money("note")} hint={reasonCode === "OTHER" ? money("noteNeeded") : undefined}>
        <Textarea
          id="refund-note"
          rows={2}
          maxLength={2_000}
          required={reasonCode === "OTHER"}
          className="text-sm"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      <Button disabled={!ready} size="compact" className="min-h-10 text-base">
        {fen === null ? t("submitPlain") : t("submit", { sum })}
      </Button>
      <RefundConfirm
        open={asking}
        onOpenChange={onAsking}
        sum={sum}
        orderNo={orderNo}
        paymentNo={shown.paymentNo ?? ""}
        route={shown.route}
        pending={refund.request.isPending}
        error={refund.request.error}
        second={shown.secondPersonReasons.length > 0}
        onConfirm={run}
      />
    </form>
  );
}
