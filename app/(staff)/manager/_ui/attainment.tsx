import { useLocale, useTranslations } from "next-intl";
import { percentText, rowTitle } from "#server/metrics/index.ts";
import type { BoardCell, BoardTable } from "#server/metrics/schemas.ts";
import { listHref } from "../_lib/drill.ts";

const WIDTH = 1_000;

/** Each promise: how many were kept and broken, as a bar and in figures that lead to each of them. */
export function Attainment({ table, compare }: { table: BoardTable; compare: boolean }) {
  const t = useTranslations("manager.attainment");
  const locale = useLocale();
  return (
    <ul className="grid gap-4">
      {table.rows.map(({ key, cells: [met, breached, ratio, before] }) => {
        const [kept, broken] = [met?.value ?? 0, breached?.value ?? 0];
        return (
          <li key={key}>
            <p className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span className="font-medium">{rowTitle("clock", key, null, locale)}</span>
              <span className="text-sm tabular">
                <span className="font-semibold">{percentText(ratio?.value ?? null)}</span>
                {before?.whole && before.value !== null && compare ? (
                  <a className="ml-2 text-muted hover:underline" href={listHref(before.whole.list, before.whole.query)}>
                    {t("before", { value: percentText(before.value) })}
                  </a>
                ) : null}
              </span>
            </p>
            <Bar met={kept} breached={broken} label={t("bar", { met: kept, breached: broken })} />
            <p className="flex flex-wrap gap-x-4 text-sm text-muted tabular">
              <Count cell={met} text={t("met", { n: kept })} className="hover:underline" />
              <Count cell={breached} text={t("breached", { n: broken })} className="text-broken hover:underline" />
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function Count({ cell, text, className }: { cell: BoardCell | undefined; text: string; className: string }) {
  if (!cell?.value) return <span>{text}</span>;
  return (
    <a className={className} href={listHref(cell.drill.list, cell.drill.query)}>
      {text}
    </a>
  );
}

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
