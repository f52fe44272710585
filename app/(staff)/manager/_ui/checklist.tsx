import { useLocale, useTranslations } from "next-intl";
import { EmptyState } from "#app/_ui/surface.tsx";
import { percentText, rowTitle } from "#server/metrics/index.ts";
import type { BoardTable, BoardTile } from "#server/metrics/schemas.ts";
import { listHref } from "../_lib/drill.ts";
import type { ManagerState } from "../_lib/state.ts";
import { Tile } from "./board-view.tsx";

type Props = { tiles: BoardTile[]; ends: BoardTable; slice: ManagerState["slice"]; provisional: boolean };

/** What the checklist solves by itself, and how often it is right. */
export function Checklist({ tiles, ends, slice, provisional }: Props) {
  const t = useTranslations("manager.checklist");
  if (tiles.every(({ value }) => !value)) return <EmptyState title={t("none")} />;
  return (
    <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-2">
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        {tiles.map((tile) => (
          <Tile key={tile.metric} tile={tile} slice={slice} />
        ))}
      </div>
      <section className="min-w-0 rounded-md border border-line bg-surface p-4">
        <h3 className="font-medium">{t("ends")}</h3>
        <p className="mb-4 text-xs text-muted">{t("endsHint")}</p>
        <Ends table={ends} />
        {provisional ? <p className="mt-4 text-sm text-muted">{t("provisional")}</p> : null}
      </section>
    </div>
  );
}

function Ends({ table }: { table: BoardTable }) {
  const locale = useLocale();
  return (
    <ul className="grid gap-2">
      {table.rows.map(({ key, cells: [n, share] }) => (
        <li key={key} className="flex items-baseline justify-between gap-4">
          <span>{rowTitle("end", key, null, locale)}</span>
          <span className="flex items-baseline gap-3 tabular">
            <span className="text-sm text-muted">{percentText(share?.value ?? null)}</span>
            {n?.value ? (
              <a
                className="min-w-10 text-right font-medium text-accent-text hover:underline"
                href={listHref(n.drill.list, n.drill.query)}
              >
                {n.value}
              </a>
            ) : (
              <span className="min-w-10 text-right text-muted">0</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
