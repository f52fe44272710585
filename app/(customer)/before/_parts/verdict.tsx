import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import type { Tone } from "#app/_ui/badge.tsx";
import { ToneIcon } from "#app/_ui/badge.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import type { PrecheckResult } from "#server/risk/schemas.ts";

type Face = { tone: Tone; title: "ok" | "care" | "hold" | "fail" };

function faceOf({ verdict, payNow }: PrecheckResult): Face {
  if (verdict === "ok") return { tone: "ok", title: "ok" };
  if (verdict === "will_fail") return { tone: "broken", title: "fail" };
  return payNow ? { tone: "wait", title: "care" } : { tone: "broken", title: "hold" };
}

type Props = {
  result: PrecheckResult;
  /** What to do about it, below the reasons. */
  children?: ReactNode;
};

/** What would become of a payment: the answer first, then why, then how long it may take. */
export async function Verdict({ result, children }: Props) {
  const t = await getTranslations("before.verdict");
  const { tone, title } = faceOf(result);
  const { expectedDelay: delay, reasons } = result;
  return (
    <Banner tone={tone} title={t(title)} role="status">
      {reasons.length === 0 ? <p>{t("okText")}</p> : null}
      <ul className="grid gap-2">
        {reasons.map((reason) => (
          <li key={reason.code + reason.text} data-reason={reason.code} className="flex gap-2">
            <ToneIcon
              tone={reason.level === "will_fail" ? "broken" : "wait"}
              className={`mt-1 size-4 ${reason.level === "will_fail" ? "text-broken" : "text-wait"}`}
            />
            <span className="min-w-0 break-words">{reason.text}</span>
          </li>
        ))}
      </ul>
      {delay && result.verdict !== "will_fail" ? (
        <p className="mt-2 text-sm text-muted">
          {delay.maxMinutes > 5
            ? t("delayLong", { max: delay.maxMinutes })
            : t("delay", { min: delay.minMinutes, max: delay.maxMinutes })}
          {" · "}
          {t("delayHint")}
        </p>
      ) : null}
      {result.payNow ? <p className="mt-2 text-sm text-muted">{t("once")}</p> : null}
      {children}
    </Banner>
  );
}
