import { useLocale, useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { percentText } from "#server/metrics/index.ts";
import type { Forecast } from "#server/metrics/schemas.ts";
import { NumberCard } from "../../_ui/number-card.tsx";
import { ForecastChart } from "./forecast-chart.tsx";

type Props = { forecast: Forecast };
type Day = Forecast["days"][number];

/** The next days: what comes, how far off such forecasts were, and people by the hour. */
export function ForecastView({ forecast }: Props) {
  const t = useTranslations("manager.forecast");
  return (
    <div className="grid grid-cols-1 gap-8">
      <section>
        <h2 className="sr-only">{t("numbers")}</h2>
        <Cards forecast={forecast} />
      </section>
      <section className="min-w-0">
        <h2 className="mb-1 text-lg font-semibold">{t("days")}</h2>
        <p className="mb-3 text-sm text-muted">{t("daysHint")}</p>
        <ForecastChart forecast={forecast} />
        <Days days={forecast.days} />
      </section>
      <section className="min-w-0">
        <h2 className="mb-1 text-lg font-semibold">{t("hours")}</h2>
        <p className="mb-3 text-sm text-muted">{t("hoursHint")}</p>
        <Hours days={forecast.days} />
      </section>
    </div>
  );
}

function Cards({ forecast: { days, errors } }: Props) {
  const t = useTranslations("manager.forecast");
  const locale = useLocale();
  const whole = (n: number) => Math.round(n).toLocaleString(locale);
  const [today] = days;
  const all = days.reduce((sum, day) => sum + day.expected, 0);
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
      <NumberCard label={t("today")} definition={t("todayText")} value={whole(today?.expected ?? 0)} />
      <NumberCard label={t("all", { n: days.length })} definition={t("allText")} value={whole(all)} />
      <NumberCard
        label={t("wape")}
        definition={t("wapeText", { n: errors.days })}
        value={percentText(errors.wape)}
        aside={
          <span className="text-sm text-muted tabular">
            {t("daily", { value: percentText(errors.dailyWape) })} ·{" "}
            {t("naive", { value: percentText(errors.naiveWape) })}
          </span>
        }
      />
      <NumberCard label={t("bias")} definition={t("biasText")} value={signed(errors.bias)} />
    </div>
  );
}

const signed = (ratio: number | null) => (ratio !== null && ratio > 0 ? `+${percentText(ratio)}` : percentText(ratio));

function Days({ days }: { days: Day[] }) {
  const t = useTranslations("manager.forecast");
  const locale = useLocale();
  return (
    <Table aria-label={t("days")}>
      <thead>
        <tr>
          <Th>{t("day")}</Th>
          <Th>{t("like")}</Th>
          <Th align="right">{t("expected")}</Th>
          <Th align="right">{t("agentHours")}</Th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, like, expected, agentHours }) => (
          <Tr key={day}>
            <Td className="whitespace-nowrap tabular">{day}</Td>
            <Td>{weekdayName(like, locale)}</Td>
            <Td align="right">{expected.toLocaleString(locale, { maximumFractionDigits: 1 })}</Td>
            <Td align="right">{agentHours === null ? t("tooMany") : agentHours.toLocaleString(locale)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** 1 is Monday. */
function weekdayName(like: number, locale: string): string {
  // 2024-01-01 was a Monday.
  const at = new Date(Date.UTC(2024, 0, like));
  return new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(at);
}

/** Darker where more comes; the figures are in every cell, so that colour is never the only sign. */
function Hours({ days }: { days: Day[] }) {
  const t = useTranslations("manager.forecast");
  const most = Math.max(0.01, ...days.flatMap((day) => day.hours.map((hour) => hour.expected)));
  return (
    <Table aria-label={t("hours")}>
      <thead>
        <tr>
          <Th>{t("hour")}</Th>
          {days.map(({ day }) => (
            <Th key={day} align="right">
              {day.slice(5)}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: 24 }, (_, h) => h).map((h) => (
          <Tr key={h}>
            <Td className="whitespace-nowrap tabular">{`${`${h}`.padStart(2, "0")}:00`}</Td>
            {days.map(({ day, hours }) => (
              <Hour key={day} hour={hours[h]} most={most} />
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Hour({ hour, most }: { hour: Day["hours"][number] | undefined; most: number }) {
  const t = useTranslations("manager.forecast");
  const expected = hour?.expected ?? 0;
  const share = expected / most;
  return (
    <Td
      align="right"
      className={cx("whitespace-nowrap", share > 0.66 ? "bg-accent-soft" : share > 0.33 ? "bg-sunken" : "")}
    >
      {expected.toFixed(1)}
      <span className={cx("ml-1.5 inline-block min-w-10 text-xs", hour?.agents ? "font-medium" : "text-muted")}>
        {hour?.agents === null || hour === undefined ? t("tooMany") : t("people", { n: hour.agents })}
      </span>
    </Td>
  );
}
