"use client";

import { Check, Clock, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";
import type { GateResult, RefundGateResult, SecondPersonReason } from "#server/topup/schemas.ts";
import { useReasonText } from "../_lib/use-reason-text.ts";

/** The gate, check by check: what was asked, what was found. */
export function GateList({ gate }: { gate: (GateResult | RefundGateResult)[] }) {
  const t = useTranslations("desk.gate");
  const reason = useReasonText();
  return (
    <ul className="grid gap-1.5 text-sm">
      {gate.map(({ check, ok, detail, code, params }) => {
        // That a second person is still to come is not a fault.
        const waits = !ok && check === "second_person";
        const Icon = ok ? Check : waits ? Clock : X;
        return (
          <li key={check} className="flex gap-2">
            <Icon
              aria-hidden
              className={cx("mt-0.5 size-4 shrink-0", ok ? "text-ok" : waits ? "text-wait" : "text-broken")}
              strokeWidth={2.5}
            />
            <span className="min-w-0">
              <span className={cx("font-medium", !ok && !waits && "text-broken")}>{t(`check.${check}`)}</span>
              <span className="sr-only"> {t(ok ? "passed" : waits ? "waits" : "failed")}</span>
              <span className="block break-words text-muted">
                {code === "REASON_GIVEN" ? reason(String(params.reasonCode)) : detail}
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Why one person is not enough, in a sentence. */
export function SecondPerson({ reasons }: { reasons: SecondPersonReason[] }) {
  const t = useTranslations("desk.gate");
  if (reasons.length === 0) return null;
  return (
    <div className="rounded-md bg-wait-soft px-3 py-2 text-sm">
      <p className="font-medium text-wait">{t("secondTitle")}</p>
      <ul className="list-disc pl-5">
        {reasons.map((reason) => (
          <li key={reason}>{t(`second.${reason}`)}</li>
        ))}
      </ul>
    </div>
  );
}
