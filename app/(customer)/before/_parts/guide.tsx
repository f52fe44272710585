import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";

const steps = ["entry", "verify", "check", "pay", "wait"] as const;
type Step = (typeof steps)[number];

/** Strokes of the accent on a soft ground; nothing in them has to be read. */
const drawings: Record<Step, ReactNode> = {
  entry: (
    <>
      <rect x="14" y="8" width="20" height="32" rx="4" className="fill-surface" />
      <path d="M20 34h8" />
      <path d="M19 20.5 23 24l6.5-7" className="stroke-ok" />
    </>
  ),
  verify: (
    <>
      <rect x="8" y="12" width="32" height="24" rx="4" className="fill-surface" />
      <circle cx="18" cy="22" r="4" />
      <path d="M12 31c1.5-4 10.500-4 12 0M28 20h8M28 26h8M28 32h5" />
    </>
  ),
  check: (
    <>
      <path d="M13 8h16l6 6v26H13z" className="fill-surface" />
      <path d="M29 8v6h6M18 20h12M18 26h12M18 32h6" />
      <circle cx="33" cy="33" r="5" className="fill-accent-soft" />
      <path d="m37 37 4 4" />
    </>
  ),
  pay: (
    <>
      <circle cx="24" cy="24" r="15" className="fill-surface" />
      <path d="m18 15 6 8 6-8M24 23v11M18.500 25h11M18.500 29.500h11" />
    </>
  ),
  wait: (
    <>
      <circle cx="24" cy="24" r="15" className="fill-surface" />
      <path d="M24 15v9l6 4" />
      <path d="M33 37.500 37 41l5-6" className="stroke-ok" />
    </>
  ),
};

function Drawing({ step }: { step: Step }) {
  return (
    <svg
      viewBox="0 0 48 48"
      aria-hidden="true"
      className="size-14 shrink-0 rounded-md bg-accent-soft fill-none stroke-accent stroke-2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {drawings[step]}
    </svg>
  );
}

/** The first-timer's guide: five steps with a drawing each. */
export async function Guide() {
  const t = await getTranslations("before.guide");
  return (
    <ol className="grid gap-5">
      {steps.map((step, index) => (
        <li key={step} className="flex items-start gap-4">
          <Drawing step={step} />
          <div className="min-w-0">
            <p className="font-medium">
              <span className="mr-1.5 text-accent-text tabular">{index + 1}</span>
              {t(`steps.${step}.title`)}
            </p>
            <p className="mt-0.5 text-muted">{t(`steps.${step}.text`)}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}
