import { ArrowDown, ArrowUp } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";
import { EmptyState } from "#app/_ui/surface.tsx";
import { rowTitle } from "#server/metrics/index.ts";
import type { BoardCell, BoardTable } from "#server/metrics/schemas.ts";
import { listHref } from "../_lib/drill.ts";

/** Which causes bring more tickets than before, or fewer: where to look first. */
export function Moved({ table }: { table: BoardTable }) {
  const t = useTranslations("manager.moved");
  const locale = useLocale();
  if (table.rows.length === 0) return <EmptyState title={t("nothing")} />;
  return (
    <ul className="grid grid-cols-1 gap-1">
      {table.rows.map(({ key, cells: [now, before] }) => {
        const by = (now?.value ?? 0) - (before?.value ?? 0);
        const Icon = by > 0 ? ArrowUp : ArrowDown;
        return (
          <li
            key={key}
            className="flex flex-wrap items-baseline justify-between gap-x-4 border-b border-line py-2 last:border-b-0"
          >
            <span className="min-w-0">{rowTitle("moved", key, null, locale)}</span>
            <span className="flex flex-wrap items-baseline gap-x-3 text-sm tabular">
              <span className={cx("inline-flex items-center gap-0.5 font-medium", by > 0 ? "text-broken" : "text-ok")}>
                <Icon aria-hidden className="size-3.5" />
                {by > 0 ? t("more", { n: by }) : t("fewer", { n: -by })}
              </span>
              <Linked cell={now} text={t("now", { n: now?.value ?? 0 })} />
              <Linked cell={before} text={t("before", { n: before?.value ?? 0 })} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Linked({ cell, text }: { cell: BoardCell | undefined; text: string }) {
  if (!cell?.value) return <span className="text-muted">{text}</span>;
  return (
    <a className="text-accent-text hover:underline" href={listHref(cell.drill.list, cell.drill.query)}>
      {text}
    </a>
  );
}
