"use client";

import { useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";
import { Money } from "#app/_ui/money.tsx";
import { Timeline } from "#app/_ui/trace.tsx";
import type { Trace } from "#server/orders/schemas.ts";
import { Section } from "./ticket-facts.tsx";

/** An order from payment to credit, with the hop where it broke, and where its money is. */
export function OrderFlow({
  orderNo,
  trace,
}: {
  orderNo: string;
  trace: Pick<Trace, "stages" | "brokenAt" | "money">;
}) {
  const t = useTranslations("desk.trace");
  const { stages, brokenAt, money } = trace;
  return (
    <>
      <Section title={t("title")} aside={<span className="text-xs text-muted tabular">{orderNo}</span>}>
        <Timeline stages={stages} brokenAt={brokenAt} />
      </Section>
      <Section title={t("money")}>
        <dl className="grid grid-cols-3 gap-2 text-center">
          <Sum label={t("paid")} fen={money.paidFen} />
          <Sum
            label={t("credited")}
            fen={money.creditedFen}
            alarm={money.creditedFen < money.paidFen - money.refundedFen}
          />
          <Sum label={t("refunded")} fen={money.refundedFen} />
        </dl>
      </Section>
    </>
  );
}

function Sum({ label, fen, alarm = false }: { label: string; fen: number; alarm?: boolean }) {
  return (
    <div className="rounded-md bg-sunken px-2 py-2">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className={cx("font-semibold", alarm && "text-broken")}>
        <Money fen={fen} />
      </dd>
    </div>
  );
}
