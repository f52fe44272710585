"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Badge, StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { packQueries, type Simulation } from "../_lib/queries.ts";
import type { Settings } from "../_lib/sim-pack.ts";
import { Loaded } from "./loaded.tsx";
import { SafetySteps } from "./safety-steps.tsx";

type Input = {
  version: string;
  facts: Record<string, string | number | boolean>;
  answers: Record<string, string | number | boolean>;
  locale: "zh-CN" | "en";
};
type Props = {
  heading: string;
  input: Input;
  /** Answers the question that is asked, where the form is at hand. */
  onAnswer?: (change: (answers: Settings) => Settings) => void;
};

const tones: Record<string, Tone> = { confirmed: "wait", possible: "unknown", none: "ok" };

export function SimResult({ heading, input, onAnswer }: Props) {
  const result = useQuery(packQueries.simulate(input));
  return (
    <Card aria-label={heading} className="grid gap-5" aria-busy={result.isFetching}>
      <Loaded query={result}>{(data) => <Result heading={heading} data={data} onAnswer={onAnswer} />}</Loaded>
    </Card>
  );
}

function Result({ heading, data, onAnswer }: { heading: string; data: Simulation } & Pick<Props, "onAnswer">) {
  const t = useTranslations("checklist.simulator");
  return (
    <>
      <header className="flex flex-wrap items-center gap-2">
        <h2 className="text-lg font-semibold">{heading}</h2>
        <code className="font-mono text-sm text-muted">{data.version.slice(0, 8)}</code>
        <StateBadge tone={tones[data.chargeState] ?? "unknown"} className="ml-auto">
          {t(`charge.${data.chargeState}` as "charge.none")}
        </StateBadge>
      </header>
      <p className="-mt-3 text-sm text-muted">{data.chargeText}</p>
      {data.question ? (
        <section>
          <h3 className="text-sm text-muted">{t("asks")}</h3>
          <p className="font-medium">{data.question.title}</p>
          {onAnswer ? <Options question={data.question} onAnswer={onAnswer} /> : null}
        </section>
      ) : null}
      {data.outcome ? (
        <section className="grid gap-1.5">
          <h3 className="text-sm text-muted">
            {t(`outcome.${data.outcome.kind}` as "outcome.wait")}
            {data.outcome.minutes === null ? "" : ` · ${t("minutes", { count: data.outcome.minutes })}`}
          </h3>
          <p className="font-medium">
            {data.causeTitle}
            {data.abstained ? <span className="ml-2 text-sm text-muted">{t("abstained")}</span> : null}
          </p>
          <ul className="list-disc pl-5">
            {data.outcome.remedies.map(({ code, text }) => (
              <li key={code}>{text}</li>
            ))}
          </ul>
        </section>
      ) : null}
      <p className="flex flex-wrap items-center gap-1.5">
        <span className="text-sm text-muted">{t("advice")}</span>
        {data.advice.length === 0 ? <span>{t("none")}</span> : null}
        {data.advice.map((tag) => (
          <Badge key={tag} tone={tag === "DO_NOT_PAY" ? "wait" : "neutral"}>
            {t(`tag.${tag}` as "tag.WAIT")}
          </Badge>
        ))}
      </p>
      <SafetySteps steps={data.safety} />
      <Gains gains={data.gains} />
      <Ranking ranking={data.ranking} />
    </>
  );
}

type OptionsProps = { question: NonNullable<Simulation["question"]>; onAnswer: NonNullable<Props["onAnswer"]> };

function Options({ question, onAnswer }: OptionsProps) {
  return (
    <div className="mt-2 flex flex-wrap gap-2">
      {question.options.map(({ value, label }) => (
        <Button
          key={value}
          type="button"
          size="compact"
          variant="secondary"
          onClick={() => onAnswer((answers) => ({ ...answers, [question.id]: JSON.stringify(value) }))}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}

function Gains({ gains }: Pick<Simulation, "gains">) {
  const t = useTranslations("checklist.simulator");
  if (gains.length === 0) return null;
  return (
    <details>
      <summary className="min-h-8 cursor-pointer text-sm font-medium">{t("gains")}</summary>
      <ul className="mt-1 grid gap-1 text-sm">
        {gains.map(({ id, title, bits }) => (
          <li key={id} className="flex justify-between gap-4">
            <span>{title}</span>
            <span className="shrink-0 text-muted tabular">{t("bits", { bits: bits.toFixed(3) })}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Few terms say most; the rest is one press away. */
const OPEN_CAUSES = 2;

function Ranking({ ranking }: Pick<Simulation, "ranking">) {
  const t = useTranslations("checklist.simulator");
  return (
    <section className="grid gap-2">
      <h3 className="text-sm text-muted">{t("ranking")}</h3>
      {ranking.map(({ code, title, probability, terms }, i) => (
        <details key={code} open={i < OPEN_CAUSES} className="rounded-md border border-line">
          <summary className="flex min-h-10 cursor-pointer items-center justify-between gap-3 px-3">
            <span className="min-w-0">
              {title} <code className="font-mono text-xs text-muted">{code}</code>
            </span>
            <span className="shrink-0 tabular">{(probability * 100).toFixed(1)}%</span>
          </summary>
          <ul className="grid gap-1 border-t border-line px-3 py-2 text-sm">
            {terms.length === 0 ? <li className="text-muted">{t("noTerms")}</li> : null}
            {terms.map(({ fact, value, text, weight }) => (
              <li key={`${fact}=${value}`} className="flex justify-between gap-4">
                <span>{text}</span>
                <span className="shrink-0 tabular">
                  {weight > 0 ? t("for", { weight }) : t("against", { weight: -weight })}
                </span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}
