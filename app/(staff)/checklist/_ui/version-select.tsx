"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Field, Select } from "#app/_ui/field.tsx";
import { type PackSummary, packQueries } from "../_lib/queries.ts";

type Props = {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** A first entry for "none". */
  none?: string;
};

/** What a version is looked up by: drafts by their id, all others by their hash. */
export const keyOf = ({ state, id, version }: PackSummary): string => (state === "draft" ? id : version);

/** Any version or draft; `running` follows whatever runs. */
export function VersionSelect({ id, label, value, onChange, none }: Props) {
  const t = useTranslations("checklist");
  const { data } = useInfiniteQuery(packQueries.list());
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const options = [
    ...(none === undefined ? [] : [{ value: "", label: none }]),
    { value: "running", label: t("runningVersion") },
    ...items
      .filter((item) => !item.running)
      .map((item) => ({
        value: keyOf(item),
        label: `${item.version.slice(0, 8)} · ${t(`state.${item.state}`)}${item.note ? ` · ${item.note.slice(0, 40)}` : ""}`,
      })),
  ];
  return (
    <Field id={id} label={label}>
      <Select id={id} value={value} onChange={(event) => onChange(event.target.value)} options={options} />
    </Field>
  );
}
