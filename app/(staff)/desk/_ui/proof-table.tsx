"use client";

import { useTranslations } from "next-intl";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import type { ProofCheck } from "#app/(staff)/_lib/types.ts";

type Field = ProofCheck["fields"][number];
const tones: Record<Field["verdict"], Tone> = { match: "ok", mismatch: "broken", unknown: "unknown" };

/** Field by field: the part of the picture and what was read there, what the records have, and whether they agree. */
export function ProofTable({ check, name }: { check: ProofCheck; name: string }) {
  const t = useTranslations("proofs");
  return (
    <Table aria-label={t("tableLabel", { name })}>
      <thead>
        <tr>
          <Th>{t("column.field")}</Th>
          <Th>{t("column.said")}</Th>
          <Th>{t("column.record")}</Th>
          <Th>{t("column.verdict")}</Th>
        </tr>
      </thead>
      <tbody>
        {check.fields.map((field) => (
          <Tr key={field.name}>
            <th
              scope="row"
              className="border-b border-line px-3 py-2 text-left align-top font-medium whitespace-nowrap [tr:last-child>&]:border-b-0"
            >
              {t(`field.${field.name}`)}
            </th>
            <Td className="align-top">
              {field.crop ? (
                // biome-ignore lint/performance/noImgElement: a part of a private file
                <img
                  src={`/api/attachments/${check.attachmentId}/crop?field=${field.name}`}
                  alt={t("crop", { field: t(`field.${field.name}`) })}
                  loading="lazy"
                  className="mb-1 max-h-14 max-w-full rounded-sm border border-line bg-sunken"
                />
              ) : null}
              <Value name={field.name} value={field.said} />
            </Td>
            <Td className="align-top">
              <Value name={field.name} value={field.record} />
              {field.source ? <span className="block text-xs text-muted">{t(`source.${field.source}`)}</span> : null}
            </Td>
            <Td className="align-top">
              <StateBadge tone={tones[field.verdict]}>{t(`reason.${field.reason}`)}</StateBadge>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Value({ name, value }: { name: Field["name"]; value: Field["said"] }) {
  const t = useTranslations("proofs.status");
  if (value === null) return <span className="text-muted">–</span>;
  if (name === "amountFen") return <Money fen={Number(value)} />;
  if (name === "paidAt") return <RelativeTime at={String(value)} exact className="tabular" />;
  if (name === "status") {
    const key = String(value) as Parameters<typeof t.has>[0];
    return <span>{t.has(key) ? t(key) : String(value)}</span>;
  }
  return <span className="break-all tabular">{value}</span>;
}
