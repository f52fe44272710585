import { useLocale, useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { rowTitle } from "#server/metrics/index.ts";
import { type Board, NONE, type SliceInput } from "#server/metrics/schemas.ts";
import type { Choices } from "./filter-form.tsx";

type Props = { board: Board; slice: SliceInput; choices: Choices };

/** Of which time the numbers are, and on paper, where the form is left out, of which part. */
export function PeriodLine({ board, slice, choices }: Props) {
  const t = useTranslations("manager");
  const locale = useLocale();
  const time = (at: string) => exactTime(new Date(at), locale);
  const { period, previous } = board;
  const parts = [
    ...(slice.cause
      ? [slice.cause === NONE ? rowTitle("cause", null, null, locale) : choices.causes[slice.cause]]
      : []),
    ...(["channel", "queue"] as const).flatMap((dim) => {
      const key = slice[dim];
      return key ? [rowTitle(dim, key === NONE ? null : key, null, locale)] : [];
    }),
    ...(slice.agent
      ? [
          slice.agent === NONE
            ? rowTitle("agent", null, null, locale)
            : (choices.agents.find(({ id }) => id === slice.agent)?.name ?? slice.agent),
        ]
      : []),
  ];
  return (
    <div className="mt-3 text-sm text-muted tabular">
      <p>
        {t("board.period", { from: time(period.from), to: time(period.to) })}
        {previous ? ` · ${t("board.against", { from: time(previous.from), to: time(previous.to) })}` : null}
      </p>
      {parts.length > 0 ? <p className="hidden print:block">{parts.join(" · ")}</p> : null}
    </div>
  );
}
