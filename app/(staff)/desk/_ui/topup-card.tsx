"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { toast } from "#app/_ui/toaster.tsx";
import { formatFen } from "#server/core/money.ts";
import type { Topup } from "#server/topup/schemas.ts";
import { useTopup } from "../_lib/use-topup.ts";
import { Decide } from "./decide-dialog.tsx";
import { MoneyCard } from "./money-card.tsx";

/** A top-up and what became of it; one that waits shows its facts and asks whoever may decide. */
export function TopupCard({ topup, header }: { topup: Topup; header?: ReactNode }) {
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
      {state === "pending_approval" ? <DecideTopup topup={topup} /> : null}
    </MoneyCard>
  );
}

function DecideTopup({ topup }: { topup: Topup }) {
  const t = useTranslations("desk.money");
  const { decide } = useTopup();
  const sum = formatFen(topup.amountFen);
  const { orderNo, customerId: customer } = topup;
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
