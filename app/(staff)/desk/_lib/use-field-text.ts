"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { formatFen } from "#server/core/money.ts";
import type { CauseCode } from "#server/diagnosis/schemas.ts";
import { useDesk } from "./desk-context.tsx";
import { workQueries } from "./work-queries.ts";

type Words = { name: (field: string) => string; value: (field: string, value: unknown) => string };
const SPOKEN = ["status", "priority", "claim"] as const;
const NAMED: Record<string, string> = { assigneeId: "assignee", finalCauseCode: "causeCode" };

/** What fields and their values are called, wherever the history, a conflict or a macro tells of them. */
export function useFieldText(): Words {
  const t = useTranslations("work.field");
  const desk = useTranslations("desk");
  const { causes, locale } = useDesk();
  const people = useQuery(queries.staff()).data ?? [];
  const fields = useQuery(workQueries.fields()).data?.items ?? [];
  const name = (field: string): string => {
    const own = fields.find((one) => one.key === field);
    const known = NAMED[field] ?? field;
    return own ? own.label[locale] : t.has(known as "status") ? t(known as "status") : known;
  };
  const value = (field: string, given: unknown): string => {
    const known = NAMED[field] ?? field;
    if (given === null || given === undefined || given === "") return t("none");
    if (Array.isArray(given))
      return given.length === 0 ? t("none") : given.map(String).join(locale === "en" ? ", " : "、");
    if (typeof given === "boolean") return given ? t("yes") : t("no");
    const text = String(given);
    const spoken = SPOKEN.find((one) => one === known);
    if (spoken && desk.has(`${spoken}.${text}` as "title")) return desk(`${spoken}.${text}` as "title");
    if (known === "metric" && desk.has(`due.metric.${text}` as "title")) return desk(`due.metric.${text}` as "title");
    if (known.endsWith("Fen") && typeof given === "number") return formatFen(given);
    if (known === "causeCode") return causes[text as CauseCode] ?? text;
    if (known === "assignee") return people.find((person) => person.id === text)?.name ?? text;
    if (/^\d{4}-\d\d-\d\dT/.test(text)) return exactTime(new Date(text), locale);
    return text;
  };
  return { name, value };
}
