"use client";

import { useQuery } from "@tanstack/react-query";
import { Phone } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState, Skeleton } from "#app/_ui/surface.tsx";
import { workQueries } from "../_lib/work-queries.ts";
import { CallCard } from "./call-card.tsx";

/** Every call that is to be made or under way, the nearest first, with its ticket. */
export function Calls() {
  const t = useTranslations("work.calls");
  const calls = useQuery(workQueries.calls());
  if (!calls.data) return <Skeleton className="h-40" />;
  if (calls.data.items.length === 0) {
    return (
      <EmptyState icon={<Phone />} title={t("none")}>
        {t("noneHint")}
      </EmptyState>
    );
  }
  return (
    <ol className="grid gap-4">
      {calls.data.items.map((call) => (
        <li key={call.id} className="grid gap-1">
          <Link href={`/desk/${call.number}`} className="text-sm text-accent-text tabular hover:underline">
            {t("ticket")} {call.number}
          </Link>
          <CallCard call={call} onChanged={() => void calls.refetch()} />
        </li>
      ))}
    </ol>
  );
}
