import { getTranslations } from "next-intl/server";
import { StateBadge, type Tone, ToneIcon, toneClass } from "#app/_ui/badge.tsx";
import { cx } from "#app/_ui/cx.ts";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import type { OwnAppeal } from "#server/appeals/schemas.ts";

const steps = ["submitted", "in_review", "decided"] as const;
const outcomeTones = { passed: "ok", denied: "broken", closed: "neutral" } as const;

/** In what state an appeal is, in a word. */
export function appealState({ outcome, step }: OwnAppeal): { key: StateKey; tone: Tone } {
  if (outcome) return { key: outcome, tone: outcomeTones[outcome] };
  if (step === "waiting_for_you") return { key: step, tone: "wait" };
  return { key: step === "in_review" ? "in_review" : "submitted", tone: "accent" };
}
type StateKey = "submitted" | "in_review" | "waiting_for_you" | "passed" | "denied" | "closed";

/** Where an appeal stands: its three steps, and by when there is a result. */
export async function AppealSteps({ appeal }: { appeal: OwnAppeal }) {
  const t = await getTranslations("appeals.own");
  const state = appealState(appeal);
  const at = appeal.outcome ? 2 : appeal.step === "submitted" ? 0 : 1;
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateBadge tone={state.tone}>{t(`state.${state.key}`)}</StateBadge>
        {appeal.round > 1 ? <span className="text-sm text-muted">{t("round")}</span> : null}
      </div>
      <ol aria-label={t("steps.label")} className="mt-4 grid grid-cols-3 gap-2">
        {steps.map((step, index) => {
          const tone: Tone = index < at || (index === 2 && at === 2) ? "ok" : index === at ? state.tone : "neutral";
          return (
            <li
              key={step}
              aria-current={index === at ? "step" : undefined}
              className={cx(
                "flex min-w-0 flex-col items-start gap-x-1.5 gap-y-0.5 rounded-md px-2.5 py-2 text-sm sm:flex-row sm:items-center sm:px-3",
                toneClass[index === 2 && at === 2 ? state.tone : tone],
                index === at && "font-semibold",
              )}
            >
              <ToneIcon tone={index === 2 && at === 2 ? state.tone : tone} />
              {t(`steps.${step}`)}
            </li>
          );
        })}
      </ol>
      <Clock appeal={appeal} t={t} />
    </div>
  );
}

type Words = Awaited<ReturnType<typeof getTranslations<"appeals.own">>>;

function Clock({ appeal, t }: { appeal: OwnAppeal; t: Words }) {
  const { clock, outcome, decidedAt } = appeal;
  const time = (at: string) => ({ time: () => <RelativeTime at={at} exact className="font-medium tabular" /> });
  if (outcome) return decidedAt ? <p className="mt-3 text-muted">{t.rich("decidedAt", time(decidedAt))}</p> : null;
  if (!clock) return null;
  if (clock.state === "paused") return <p className="mt-3">{t("paused")}</p>;
  if (clock.state === "late") return <p className="mt-3">{t("late")}</p>;
  return <p className="mt-3">{t.rich("due", time(clock.dueAt))}</p>;
}

/** Why, and what follows; once there is a result. */
export async function AppealResult({ appeal }: { appeal: OwnAppeal }) {
  const t = await getTranslations("appeals.own");
  if (!appeal.outcome) return null;
  return (
    <dl className="mt-4 grid gap-3">
      {appeal.reason ? (
        <div>
          <dt className="text-sm font-medium text-faint">{t("why")}</dt>
          <dd className="max-w-prose">{appeal.reason.text}</dd>
        </div>
      ) : null}
      {appeal.follows ? (
        <div>
          <dt className="text-sm font-medium text-faint">{t("follows")}</dt>
          <dd className="max-w-prose">
            {appeal.follows.text}
            {appeal.follows.by ? (
              <span className="mt-1 block text-muted">
                {t.rich("followsBy", {
                  time: () => <RelativeTime at={appeal.follows?.by ?? ""} exact className="font-medium tabular" />,
                })}
              </span>
            ) : null}
          </dd>
        </div>
      ) : null}
    </dl>
  );
}
