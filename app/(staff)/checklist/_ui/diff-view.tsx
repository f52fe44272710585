"use client";

import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { PackDiff } from "../_lib/queries.ts";

/** What changes, by cause, question, remedy and so on; before and after side by side. */
export function DiffView({ diff }: { diff: PackDiff }) {
  const t = useTranslations("checklist.diff");
  if (diff.from === diff.to) return <EmptyState title={t("same")} />;
  if (diff.items.length === 0) return <EmptyState title={t("onlyOrder")} />;
  return (
    <div className="grid gap-3">
      <p className="text-sm text-muted">{t("summary", { count: diff.items.length })}</p>
      {diff.items.map((item) => (
        <Item key={`${item.section}:${item.key}`} item={item} />
      ))}
    </div>
  );
}

function Item({ item }: { item: PackDiff["items"][number] }) {
  const t = useTranslations("checklist.diff");
  const { causes } = useDesk();
  const { section, key, changes } = item;
  const title = section === "causes" ? (causes[key as keyof typeof causes] ?? key) : key;
  const name = `${t(`section.${section}`)}${title === "" ? "" : ` · ${title}`}`;
  return (
    <details open className="rounded-md border border-line bg-surface">
      <summary className="flex min-h-11 cursor-pointer flex-wrap items-center gap-x-3 px-4">
        <span className="font-medium">{name}</span>
        {section === "causes" ? <code className="font-mono text-xs break-all text-muted">{key}</code> : null}
        <span className="ml-auto text-sm text-muted tabular">{t("changes", { count: changes.length })}</span>
      </summary>
      <div className="border-t border-line p-3">
        <Table aria-label={name}>
          <thead>
            <tr>
              <Th>{t("what")}</Th>
              <Th>{t("before")}</Th>
              <Th>{t("after")}</Th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ what, of, before, after }) => (
              <Tr key={`${what} ${of}`}>
                <Td className="min-w-32">
                  {t(`part.${what}` as "part.weight")} <span className="text-muted">{of}</span>
                </Td>
                <Td className="min-w-32">
                  {before === null ? <span className="text-muted">{t("absent")}</span> : <del>{before}</del>}
                </Td>
                <Td className="min-w-32">
                  {after === null ? (
                    <span className="text-muted">{t("absent")}</span>
                  ) : (
                    <ins className="no-underline font-medium">{after}</ins>
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
    </details>
  );
}
