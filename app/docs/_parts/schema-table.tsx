import { getTranslations } from "next-intl/server";
import { cx } from "#app/_ui/cx.ts";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { shapeHref } from "./reference.ts";
import { type SchemaRow, schemaRows } from "./schema-rows.ts";
import { Inline } from "./text.tsx";

const indent = ["", "pl-8", "pl-13"] as const;

/** The members of a shape. Shows nothing for a shape without members. */
export async function SchemaTable({ schema, label }: { schema: unknown; label: string }) {
  const rows = schemaRows(schema);
  return rows.length === 0 ? null : <RowTable rows={rows} label={label} />;
}

/** Names, types and bounds. */
export async function RowTable({ rows, label }: { rows: SchemaRow[]; label: string }) {
  const t = await getTranslations("docs.operation");
  return (
    <Table aria-label={label}>
      <thead>
        <tr>
          <Th>{t("name")}</Th>
          <Th>{t("type")}</Th>
          <Th>{t("about")}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names repeat at different depths; the list is fixed
          <Tr key={index}>
            <Td className={cx("align-top font-mono whitespace-nowrap", indent[row.depth])}>
              {row.name}
              {row.required ? <span className="ml-2 font-sans text-xs text-broken">{t("required")}</span> : null}
            </Td>
            <Td className="max-w-80 align-top font-mono text-xs leading-6 break-words text-muted">
              {row.refers ? (
                <a href={shapeHref(row.refers)} className="text-accent-text underline underline-offset-4">
                  {row.type}
                </a>
              ) : (
                row.type
              )}
            </Td>
            <Td className="min-w-48 align-top text-muted">
              <Inline text={row.about} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
