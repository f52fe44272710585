"use client";

import { useTranslations } from "next-intl";
import { Banner } from "#app/_ui/surface.tsx";
import { failureOf } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";

/** Races that somebody else won are no accidents: the panel behind shows their record. */
const calm = new Set(["TOPUP_IN_PROGRESS", "ALREADY_CREDITED", "ALREADY_DECIDED", "FACTS_CHANGED", "REFUND_CLAIMED"]);

/** Why a top-up did not happen, in words, and that nothing was moved. */
export function TopupFailure({ error }: { error: unknown }) {
  const t = useTranslations("desk.money");
  const failure = useFailureText();
  const { code, details } = failureOf(error);
  const topupId = typeof details.topupId === "string" ? details.topupId : undefined;
  return (
    <Banner tone={calm.has(code) ? "wait" : "broken"} role="alert" title={failure(error)}>
      <p>{code === "OFFLINE" ? t("askAgain") : t("nothingMoved")}</p>
      {topupId ? <p className="text-sm break-all text-muted">{t("record", { id: topupId })}</p> : null}
    </Banner>
  );
}
