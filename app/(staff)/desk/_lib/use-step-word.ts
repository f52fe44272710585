"use client";

import { useTranslations } from "next-intl";

/** What a step of a ticket's history is called. */
export function useStepWord(): (type: string) => string {
  const t = useTranslations("desk.history");
  const words = useTranslations("work.history");
  return (type) => {
    const key = `type.${type}`;
    if (words.has(key as "all")) return words(key as "all");
    return t.has(key as "title") ? t(key as "title") : type;
  };
}
