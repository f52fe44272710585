"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { useQueueName } from "#app/(staff)/_lib/use-queue-name.ts";
import { formatFen } from "#server/core/money.ts";
import type { CauseCode } from "#server/diagnosis/schemas.ts";
import type { ViewFilter } from "#server/tickets/schemas.ts";
import { useChannelName, useDesk } from "../_lib/desk-context.tsx";
import { viewQueries } from "../_lib/view-queries.ts";
import { workQueries } from "../_lib/work-queries.ts";

type Props = { filter: ViewFilter; onFilter: (filter: ViewFilter) => void };

/** What narrows the list, each with a cross that takes it away. */
export function FilterChips({ filter, onFilter }: Props) {
  const t = useTranslations("views.filter");
  const textOf = useFacetText(filter);
  const keys = Object.keys(filter) as (keyof ViewFilter)[];
  if (keys.length === 0) return null;
  const without = (key: keyof ViewFilter) => {
    const { [key]: _, ...rest } = filter;
    onFilter(rest);
  };
  return (
    <ul aria-label={t("active")} className="col-span-2 flex flex-wrap gap-1.5">
      {keys.map((key) => (
        <li key={key}>
          <button
            type="button"
            onClick={() => without(key)}
            className="inline-flex min-h-7 items-center gap-1 rounded-full bg-accent-soft px-2.5 text-xs text-accent-text hover:bg-sunken"
          >
            {textOf(key)}
            <X aria-label={t("remove")} className="size-3" />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A member of a filter in words. */
function useFacetText(filter: ViewFilter) {
  const t = useTranslations("views.filter");
  const desk = useTranslations("desk");
  const queueName = useQueueName();
  const { causes, locale } = useDesk();
  const channelName = useChannelName();
  const staff = useQuery(queries.staff());
  const fields = useQuery({ ...workQueries.fields(), enabled: filter.field !== undefined });
  const fieldText = ({ key, value }: NonNullable<ViewFilter["field"]> = { key: "", value: "" }) =>
    `${fields.data?.items.find((one) => one.key === key)?.label[locale] ?? key}: ${typeof value === "boolean" ? t(value ? "yes" : "no") : value}`;
  // People know an incident by its number.
  const incidents = useQuery({ ...viewQueries.incidents(), enabled: filter.incidentId !== undefined });
  const day = (iso: string) => new Date(iso).toLocaleDateString(locale, { timeZone: "Asia/Shanghai" });
  const person = (id: string) =>
    id === "me"
      ? t("me")
      : id === "none"
        ? desk("queue.unassigned")
        : (staff.data?.find((one) => one.id === id)?.name ?? id);
  return (key: keyof ViewFilter): string => {
    const list = (values: readonly string[] | undefined, of: (value: string) => string) =>
      `${t(key)}: ${(values ?? []).map(of).join(", ")}`;
    switch (key) {
      case "status":
        return list(filter.status, (status) => desk(`status.${status as "open"}`));
      case "priority":
        return list(filter.priority, (priority) => desk(`priority.${priority as "low"}`));
      case "cause":
        return list(filter.cause, (code) => causes[code as CauseCode]);
      case "channel":
        return list(filter.channel, channelName);
      case "claim":
        return list(filter.claim, (claim) => desk(`claim.${claim as "refund"}`));
      case "charge":
        return list(filter.charge, (charge) => desk(`charge.${charge as "confirmed"}`));
      case "due":
        return list(filter.due, (due) => t(`dues.${due as "ok"}`));
      case "assignee":
        return list(filter.assignee, person);
      case "amountFrom":
      case "amountTo":
        return `${t(key)} ${formatFen(filter[key] ?? 0)}`;
      case "openedFrom":
      case "openedTo":
      case "updatedFrom":
      case "updatedTo":
      case "resolvedFrom":
      case "resolvedTo":
      case "closedFrom":
      case "closedTo":
        return `${t(key)} ${day(filter[key] ?? "")}`;
      case "open":
      case "asleep":
      case "stuck":
      case "unanswered":
      case "reopened":
      case "escalated":
      case "followed":
      case "called":
        return filter[key] ? t(key) : t("not", { what: t(key) });
      case "rated":
        return `${t(key)}: ${t(filter.rated ?? "good")}`;
      case "field":
        return fieldText(filter.field);
      case "incidentId":
        return `${t(key)}: ${incidents.data?.find(({ id }) => id === filter[key])?.number ?? "…"}`;
      case "queue":
        return list(filter.queue, queueName);
      case "without":
        return list(filter.without, (lack) => t(`lacks.${lack as "order"}`));
      case "orderNo":
      case "paymentNo":
      case "customerId":
      case "product":
        return `${t(key)}: ${filter[key]}`;
      default:
        return list(filter[key] as string[] | undefined, (value) => value);
    }
  };
}
