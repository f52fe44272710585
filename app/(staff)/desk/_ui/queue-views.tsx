"use client";

import { useQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { cx } from "#app/_ui/cx.ts";
import type { ActionId } from "#app/(staff)/_lib/actions/list.ts";
import { useActions } from "#app/(staff)/_lib/actions/use-actions.ts";
import { offerViews } from "#app/(staff)/_lib/actions/use-palette-views.ts";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { ticketQueues } from "#server/tickets/schemas.ts";
import { viewQueries } from "../_lib/view-queries.ts";

type Props = { current: string; onView: (view: string) => void };
const MOST_BY_KEY = 9;

/** The lists with how many tickets each holds: those that every desk has, then the saved ones. */
export function QueueViews({ current, onView }: Props) {
  const t = useTranslations("desk.queue");
  const words = useTranslations("views");
  const counts = useQuery(queries.counts());
  const saved = useQuery(viewQueries.views());
  const views = [
    ...ticketQueues.map((queue) => ({
      ...{ id: queue as string, name: t(`tab.${queue}`), shared: false, atLeast: false },
      // Nobody needs to know how many tickets there ever were.
      count: queue === "all" ? undefined : counts.data?.[queue]?.toString(),
      alarming: queue === "breached" && (counts.data?.breached ?? 0) > 0,
    })),
    ...(saved.data?.items ?? []).map(({ id, name, shared, count, more }) => ({
      ...{ id, name, shared, count: more ? `${count}+` : `${count}`, atLeast: more, alarming: false },
    })),
  ];
  const key = views.map(({ id, name }) => `${id} ${name}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: told anew when a name changed, not with every count
  useEffect(() => offerViews(views.map(({ id, name }) => ({ id, name }))), [key]);
  useActions(
    Object.fromEntries(
      views.slice(0, MOST_BY_KEY).map((view, i) => [`view.${i + 1}` as ActionId, () => onView(view.id)]),
    ),
  );
  return (
    <nav aria-label={t("queues")} className="flex max-h-40 flex-wrap gap-1 overflow-y-auto border-b border-line p-2">
      {views.map(({ id, name, count, alarming, shared, atLeast }) => {
        const active = id === current;
        return (
          <button
            key={id}
            type="button"
            aria-current={active ? "page" : undefined}
            onClick={() => onView(id)}
            className={cx(
              "inline-flex min-h-8 items-center gap-1.5 rounded-md px-2 text-sm transition-colors",
              active ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:bg-sunken",
            )}
          >
            {shared ? <Users aria-label={words("shared")} className="size-3.5" /> : null}
            {name}
            {count === undefined ? null : (
              <span
                title={atLeast ? words("atLeast", { count: count.slice(0, -1) }) : undefined}
                className={cx("text-xs tabular", active ? "" : alarming ? "text-broken" : "text-faint")}
              >
                {count}
              </span>
            )}
          </button>
        );
      })}
    </nav>
  );
}
