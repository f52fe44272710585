"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Button } from "#app/_ui/button.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { formatFen } from "#server/core/money.ts";
import type { Refund } from "#server/topup/schemas.ts";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { useRefund } from "../_lib/use-refund.ts";
import { Decide } from "./decide-dialog.tsx";
import { MoneyCard } from "./money-card.tsx";
import { SettleDialog } from "./settle-dialog.tsx";

/** A refund and what became of it; what waits for a person says what that person has to do. */
export function RefundCard({ refund, header }: { refund: Refund; header?: ReactNode }) {
  const t = useTranslations("desk.refund");
  const { locale } = useDesk();
  const { state, paymentNo, refundNo, nextAttemptAt } = refund;
  const sum = formatFen(refund.amountFen);
  const asks = nextAttemptAt && (state === "executing" || state === "unknown");
  return (
    <MoneyCard
      movement={refund}
      state={t(`state.${state}`)}
      header={header}
      about={t("ofPayment", { paymentNo, refundNo })}
      reference={refund.reference ? t("reference", { reference: refund.reference }) : undefined}
      next={nextOf(t, refund, sum)}
    >
      {asks ? (
        <p className="text-muted">{t("asksNext", { time: exactTime(new Date(nextAttemptAt), locale) })}</p>
      ) : null}
      {state === "pending_approval" ? <DecideRefund refund={refund} sum={sum} /> : null}
      <Settle refund={refund} sum={sum} />
    </MoneyCard>
  );
}

function nextOf(t: ReturnType<typeof useTranslations<"desk.refund">>, refund: Refund, sum: string): string | undefined {
  const { state, route, paymentNo } = refund;
  if (state === "executing") return t(`next.${route}`, { paymentNo, sum });
  return state === "unknown" || state === "failed" ? t(`next.${state}`) : undefined;
}

function DecideRefund({ refund, sum }: { refund: Refund; sum: string }) {
  const t = useTranslations("desk.refund");
  const money = useTranslations("desk.money");
  const { decide } = useRefund();
  const { orderNo, paymentNo } = refund;
  return (
    <Decide
      waiting={refund}
      words={{
        approve: t("approve", { sum }),
        approveTitle: t("approveTitle", { sum }),
        approveBody: t("approveBody", { orderNo }),
        consequence: refund.route === "by_hand" ? t("route.by_hand") : money("consequence.refund", { sum, paymentNo }),
      }}
      pending={decide.isPending}
      error={decide.error}
      onDecide={(decision, onDone) =>
        decide.mutate(
          { id: refund.id, decision },
          {
            onSuccess: (decided) => {
              if (decided.state === "succeeded") toast.ok(t("doneToast", { sum }));
              else if (decided.state === "rejected") toast.ok(money("rejectedToast", { sum }));
              else toast.wait(t("approvedToast", { sum }));
              onDone();
            },
          },
        )
      }
    />
  );
}

/** Where no machine can tell how it ended: made by hand, or never answered. */
function Settle({ refund, sum }: { refund: Refund; sum: string }) {
  const t = useTranslations("desk.refund");
  const { me } = useDesk();
  const mayRefund = useMay("refunds:request");
  const mayApprove = useMay("topups:approve");
  const [open, setOpen] = useState(false);
  const own = refund.requestedBy.kind === "staff" && refund.requestedBy.id === me.id;
  const byHand = refund.route === "by_hand" && refund.state === "executing" && mayRefund;
  const lost = refund.route === "gateway" && refund.state === "unknown" && mayApprove && !own;
  if (!byHand && !lost) return null;
  return (
    <div>
      <Button type="button" size="compact" variant={byHand ? "primary" : "secondary"} onClick={() => setOpen(true)}>
        {t("settle")}
      </Button>
      {open ? <SettleDialog id={refund.id} sum={sum} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}
