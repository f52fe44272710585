import { useTranslations } from "next-intl";
import { buttonClass } from "#app/_ui/button.tsx";
import type { Forecast } from "#server/metrics/schemas.ts";

const field = "h-11 w-20 rounded-md border border-line-strong bg-surface px-2 text-sm tabular sm:h-9";

/** What staffing is reckoned with; in the address, without script. */
export function StaffingForm({ staffing }: { staffing: Forecast["staffing"] }) {
  const t = useTranslations("manager.forecast");
  const minutes = (ms: number) => Math.round(ms / 60_000);
  const fields = [
    { name: "handleMinutes", value: minutes(staffing.handleMs), min: 1, max: 240 },
    { name: "targetMinutes", value: minutes(staffing.targetMs), min: 1, max: 1_440 },
    { name: "sharePercent", value: Math.round(staffing.share * 100), min: 1, max: 99 },
  ] as const;
  return (
    <form action="/manager/forecast" className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2 print:hidden">
      {fields.map(({ name, value, min, max }) => (
        <label key={name} className="inline-flex items-center gap-2 text-sm">
          {t(name)}
          <input type="number" name={name} defaultValue={value} min={min} max={max} required className={field} />
        </label>
      ))}
      <button type="submit" className={buttonClass("secondary", "compact", "min-h-11 sm:min-h-9")}>
        {t("reckon")}
      </button>
      <p className="w-full text-sm text-muted">{t(`handle.${staffing.handleFrom}`)}</p>
    </form>
  );
}
