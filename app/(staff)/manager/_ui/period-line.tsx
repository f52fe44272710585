import { useLocale, useTranslations } from "next-intl";
import { exactDay, exactTime } from "#app/_lib/time.ts";
import { rowTitle } from "#server/metrics/index.ts";
import { type Board, NONE, type SliceInput } from "#server/metrics/schemas.ts";
import { isDayStart } from "../_lib/range.ts";
import type { Choices } from "./filter-form.tsx";

type Period = Board["period"];
const isWholeDays = ({ from, to }: Period) => [from, to].every((at) => isDayStart(new Date(at)));

type Props = { board: Board; slice: SliceInput; choices: Choices };

/** Of which time the numbers are, and on paper, where the form is left out, of which part. */
export function PeriodLine({ board, slice, choices }: Props) {
  const t = useTranslations("manager");
  const locale = useLocale();
  const { period, previous } = board;
  const whole = [period, ...(previous ? [previous] : [])].every(isWholeDays);
  const time = (at: string) => exactTime(new Date(at), locale);
  // Whole days are named by their first and their last, which ends where the time does.
  const ends = ({ from, to }: Period) =>
    whole
      ? { from: exactDay(new Date(from), locale), to: exactDay(new Date(Date.parse(to) - 1), locale) }
      : { from: time(from), to: time(to) };
  const parts = [
    ...(slice.cause
      ? [slice.cause === NONE ? rowTitle("cause", null, null, locale) : choices.causes[slice.cause]]
      : []),
    ...(["channel", "queue"] as const).flatMap((dim) => {
      const key = slice[dim];
      const name = dim === "channel" && key ? choices.channelNames[key] : undefined;
      return key ? [rowTitle(dim, key === NONE ? null : key, name ?? null, locale)] : [];
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
        {t("board.period", ends(period))}
        {previous ? ` · ${t("board.against", ends(previous))}` : null}
      </p>
      {parts.length > 0 ? <p className="hidden print:block">{parts.join(" · ")}</p> : null}
    </div>
  );
}
