import { Check, X } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { cx } from "#app/_ui/cx.ts";
import { type FlowStep, ownerProgress } from "#server/orders/index.ts";

/** How far an order of the person's own is, in the steps that shops speak of, and what exactly is happening now. */
export async function OrderFlow({ orderNo }: { orderNo: string }) {
  const [progress, t] = await Promise.all([ownerProgress(orderNo, new Date()), getTranslations("waiting.flow")]);
  if (!progress) return null;
  const { steps, node } = progress;
  const paying = steps.some(({ step }: { step: FlowStep }) => step === "bank");
  return (
    <div className="mt-4 border-t border-line pt-3">
      <ol aria-label={t(paying ? "payLabel" : "fillLabel")} className="flex flex-wrap gap-x-1.5 gap-y-1 text-sm">
        {steps.map(({ step, state }, index) => (
          <li
            key={step}
            aria-current={state === "current" || state === "failed" ? "step" : undefined}
            className="flex items-center gap-1.5"
          >
            {index > 0 ? (
              <span aria-hidden className="text-line-strong">
                →
              </span>
            ) : null}
            <span
              className={cx(
                "inline-flex items-center gap-1",
                state === "current" && "font-semibold text-wait",
                state === "failed" && "font-semibold text-broken",
                state === "todo" && "text-faint",
              )}
            >
              {state === "done" ? <Check aria-hidden className="size-3.5 text-ok" /> : null}
              {state === "failed" ? <X aria-hidden className="size-3.5" /> : null}
              {t(`step.${step}`)}
              <span className="sr-only"> {t(`state.${state}`)}</span>
            </span>
          </li>
        ))}
      </ol>
      <p aria-live="polite" className="mt-1.5 text-sm text-muted">
        {t("now", { node: t(`node.${node}`) })}
      </p>
    </div>
  );
}
