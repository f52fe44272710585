"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import type { DeskField, ViewFilter } from "#server/tickets/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { workQueries } from "../_lib/work-queries.ts";

const small = "h-9! text-sm!";

/** One of the desk's own fields and what it says, asked for by its kind. A field that is retired stays to be chosen while it is. */
export function FilterField({ field: first }: { field: ViewFilter["field"] }) {
  const t = useTranslations("views.filter");
  const { locale } = useDesk();
  const fields = useQuery(workQueries.fields()).data?.items ?? [];
  const [key, setKey] = useState(first?.key ?? "");
  const chosen = fields.find((one) => one.key === key);
  const options = fields.map((one) => ({ value: one.key, label: one.label[locale] }));
  if (key !== "" && !chosen) options.push({ value: key, label: key });
  const value = first?.key === key ? String(first.value) : "";
  const kind = chosen?.kind ?? (typeof first?.value === "boolean" ? "bool" : typeof first?.value);
  return (
    <>
      <Field id="filter-fieldKey" label={t("fieldKey")}>
        <Select
          id="filter-fieldKey"
          name="fieldKey"
          className={small}
          value={key}
          onChange={(event) => setKey(event.target.value)}
          options={[{ value: "", label: t("any") }, ...options]}
        />
      </Field>
      {key === "" ? null : (
        <Field key={`${key} ${kind}`} id="filter-fieldValue" label={t("fieldValue")}>
          <input type="hidden" name="fieldKind" value={kind} />
          <Value kind={kind} options={chosen?.options ?? []} value={value} />
        </Field>
      )}
    </>
  );
}

type ValueProps = { kind: DeskField["kind"] | string; options: readonly string[]; value: string };

function Value({ kind, options, value }: ValueProps) {
  const t = useTranslations("views.filter");
  const common = { id: "filter-fieldValue", name: "fieldValue", className: small, defaultValue: value };
  if (kind !== "choice" && kind !== "bool") {
    const type = kind === "date" || kind === "number" ? kind : "text";
    return <Input {...common} type={type} step="any" maxLength={200} />;
  }
  const known =
    kind === "bool"
      ? [
          { value: "true", label: t("yes") },
          { value: "false", label: t("no") },
        ]
      : [...new Set(value === "" ? options : [...options, value])].map((one) => ({ value: one, label: one }));
  return <Select {...common} options={[{ value: "", label: t("any") }, ...known]} />;
}
