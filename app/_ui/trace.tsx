import { Check, CircleHelp, Clock, Minus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Stage, StageState } from "#server/orders/schemas.ts";
import { cx } from "./cx.ts";
import { RelativeTime } from "./relative-time.tsx";

export type TraceStage = { stage: Stage; state: StageState; at: string | null; detail?: string };
type Props = { stages: TraceStage[]; brokenAt: Stage | null; now?: Date; className?: string };

const icons = { ok: Check, pending: Clock, failed: X, skipped: Minus, unknown: CircleHelp };
const dots: Record<StageState, string> = {
  ok: "border-ok bg-ok-soft text-ok",
  pending: "border-wait bg-wait-soft text-wait",
  failed: "border-broken bg-broken-soft text-broken",
  skipped: "border-line-strong bg-surface text-faint",
  unknown: "border-line-strong border-dashed bg-surface text-unknown",
};

/** A hop that is only slow is where things stand, but nothing there has failed. */
const brokenText = (state: StageState) => (state === "pending" ? "text-wait" : "text-broken");

function Dot({ state, broken }: { state: StageState; broken: boolean }) {
  const Icon = icons[broken && state === "unknown" ? "failed" : state];
  return (
    <span
      className={cx(
        "relative z-10 flex size-7 shrink-0 items-center justify-center rounded-full border-2",
        dots[state],
        broken && `outline-2 outline-offset-2 ${state === "pending" ? "outline-wait" : "outline-broken"}`,
      )}
    >
      <Icon aria-hidden className="size-4" strokeWidth={2.5} />
    </span>
  );
}

/** The six hops in a row, the first broken one marked: an order at a glance. On narrow screens only the words that matter. */
export function TraceBar({ stages, brokenAt, className }: Props) {
  const t = useTranslations("common.trace");
  return (
    <ol aria-label={t("label")} className={cx("flex", className)}>
      {stages.map(({ stage, state }, index) => {
        const broken = stage === brokenAt;
        return (
          <li
            key={stage}
            aria-current={broken ? "step" : undefined}
            className="relative flex min-w-0 flex-1 flex-col items-center gap-1.5"
          >
            {index > 0 ? (
              <span
                aria-hidden
                className={cx("absolute top-3.25 right-1/2 h-0.5 w-full", state === "ok" ? "bg-ok" : "bg-line")}
              />
            ) : null}
            <Dot state={state} broken={broken} />
            <span
              className={cx(
                "w-full px-px text-center text-[0.6875rem] leading-tight tracking-tight text-balance sm:text-xs sm:tracking-normal",
                broken ? cx("font-semibold", brokenText(state)) : state === "ok" ? "text-text" : "text-faint",
              )}
            >
              {t(`stage.${stage}`)}
              <span className="sr-only"> {t(broken ? "brokenHere" : `state.${state}`)}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** The six hops one under the other, with when and what. */
export function Timeline({ stages, brokenAt, now, className }: Props) {
  const t = useTranslations("common.trace");
  return (
    <ol aria-label={t("label")} className={className}>
      {stages.map(({ stage, state, at, detail }, index) => {
        const broken = stage === brokenAt;
        return (
          <li key={stage} aria-current={broken ? "step" : undefined} className="relative flex gap-3 pb-4 last:pb-0">
            {index < stages.length - 1 ? (
              <span aria-hidden className="absolute top-7 bottom-0 left-3.25 w-0.5 bg-line" />
            ) : null}
            <Dot state={state} broken={broken} />
            <div className="min-w-0 flex-1 pt-0.5">
              <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                <span className={cx("font-medium", broken && brokenText(state))}>
                  {t(`stage.${stage}`)}
                  <span className={cx("ml-2 text-sm font-normal", broken ? brokenText(state) : "text-faint")}>
                    {t(broken ? "brokenHere" : `state.${state}`)}
                  </span>
                </span>
                {at ? <RelativeTime at={at} {...(now ? { now } : {})} className="text-sm text-faint tabular" /> : null}
              </p>
              {detail ? <p className="text-sm break-words text-muted">{detail}</p> : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
