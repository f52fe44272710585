import { useTranslations } from "next-intl";
import type { ManagerOverview, MetricAttainment, SliceInput } from "#server/metrics/schemas.ts";
import { recordsHref } from "../_lib/drill.ts";

const WIDTH = 1_000;

type Props = { rows: MetricAttainment[]; period: ManagerOverview["period"]; slice: SliceInput };

/** Each promise: how many were kept and broken, as a bar and in figures that lead to each of them. */
export function Attainment({ rows, period, slice }: Props) {
  const t = useTranslations("manager.attainment");
  return (
    <ul className="grid gap-4">
      {rows.map((row) => (
        <li key={row.metric}>
          <p className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span className="font-medium">{t(`clock.${row.sla ?? "all"}`)}</span>
            <span className="text-sm tabular">
              <span className="font-semibold">{percent(row.ratio)}</span>
              {row.previous.ratio === null ? null : (
                <span className="ml-2 text-muted">{t("before", { value: percent(row.previous.ratio) })}</span>
              )}
            </span>
          </p>
          <Bar met={row.met} breached={row.breached} label={t("bar", { met: row.met, breached: row.breached })} />
          <p className="flex flex-wrap gap-x-4 text-sm text-muted tabular">
            <a className="hover:underline" href={recordsHref(`promise.${row.sla}.met`, period, slice)}>
              {t("met", { n: row.met })}
            </a>
            <a
              className={row.breached > 0 ? "text-broken hover:underline" : "hover:underline"}
              href={recordsHref(`promise.${row.sla}.breached`, period, slice)}
            >
              {t("breached", { n: row.breached })}
            </a>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** A share as people read it, one decimal; a dash when nothing was decided. */
export const percent = (ratio: number | null): string => (ratio === null ? "–" : `${(ratio * 100).toFixed(1)}%`);

function Bar({ met, breached, label }: { met: number; breached: number; label: string }) {
  const kept = met + breached === 0 ? 0 : (met / (met + breached)) * WIDTH;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} 10`}
      preserveAspectRatio="none"
      className="my-1 block h-2 w-full overflow-hidden rounded-md"
    >
      <rect width={WIDTH} height="10" className="fill-sunken" />
      {breached > 0 ? <rect x={kept} width={WIDTH - kept} height="10" className="fill-broken" /> : null}
      <rect width={kept} height="10" className="fill-ok" />
    </svg>
  );
}
