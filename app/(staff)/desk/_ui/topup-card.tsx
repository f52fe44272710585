"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { toast } from "#app/_ui/toaster.tsx";
import { formatFen } from "#server/core/money.ts";
import type { Topup } from "#server/topup/schemas.ts";
import { useTopup } from "../_lib/use-topup.ts";
import { Decide } from "./decide-dialog.tsx";
import { MoneyCard } from "./money-card.tsx";

type Props = {
  topup: Topup;
  /** Whom it credits, where the page knows. */
  customer?: string | null;
  header?: ReactNode;
};

/** A top-up and what became of it; one that waits shows its facts and asks whoever may decide. */
export function TopupCard({ topup, customer, header }: Props) {
  const t = useTranslations("desk.money");
  const { state } = topup;
  const goesOn = state === "executing" || state === "unknown" || state === "failed";
  return (
    <MoneyCard
      movement={topup}
      state={t(`state.${state}`)}
      header={header}
      reference={topup.reference ? t("reference", { reference: topup.reference }) : undefined}
      next={goesOn ? t(`next.${state}`) : undefined}
    >
      {state === "pending_approval" ? <DecideTopup topup={topup} customer={customer ?? t("thisCustomer")} /> : null}
    </MoneyCard>
  );
}

function DecideTopup({ topup, customer }: { topup: Topup; customer: string }) {
  const t = useTranslations("desk.money");
  const { decide } = useTopup();
  const sum = formatFen(topup.amountFen);
  const { orderNo } = topup;
  return (
    <Decide
      waiting={topup}
      words={{
        approve: t("approve", { sum }),
        approveTitle: t("approveTitle", { sum, orderNo }),
        approveBody: t("approveBody"),
        consequence: t("consequence.topup", { customer, sum }),
      }}
      pending={decide.isPending}
      error={decide.error}
      onDecide={(decision, onDone) =>
        decide.mutate(
          { id: topup.id, decision },
          {
            onSuccess: (decided) => {
              if (decided.state === "succeeded") toast.ok(t("doneToast", { sum }));
              else if (decided.state === "rejected") toast.ok(t("rejectedToast", { sum }));
              else toast.wait(t(`state.${decided.state}`));
              onDone();
            },
          },
        )
      }
    />
  );
}
