"use client";

import { useTranslations } from "next-intl";

/** A queue by its name: the first one has one in each language, all others are what somebody called them. */
export function useQueueName(): (queue: string) => string {
  const t = useTranslations("desk.queueOf");
  return (queue) => (queue === "general" ? t("general") : queue);
}
