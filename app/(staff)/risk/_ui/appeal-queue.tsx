"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { Badge, StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Select } from "#app/_ui/field.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { Connection, SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import type { AppealState, AppealSummary } from "#server/appeals/schemas.ts";
import { riskFamilies } from "#server/risk/schemas.ts";
import { appealQueries } from "../_lib/appeals.ts";
import { useAppealFailure } from "../_lib/use-appeal-acts.ts";
import { AppealClock } from "./appeal-clock.tsx";
import { IdentitySetting } from "./identity-setting.tsx";

const groups = ["open", "mine", "waiting", "second", "person", "decided"] as const;
type Group = (typeof groups)[number];
export const stateTones: Record<AppealState, Tone> = {
  open: "accent",
  awaiting_second: "wait",
  passed: "ok",
  denied: "broken",
  closed: "neutral",
};

/** The queue of appeals: what has to be decided, by when it is due. */
export function AppealQueue() {
  const t = useTranslations("appeals.queue");
  const families = useTranslations("appeals.families");
  const search = useSearchParams();
  const group = groups.find((known) => known === search.get("group")) ?? "open";
  const family = riskFamilies.find((known) => known === search.get("family"));
  const list = useInfiniteQuery(appealQueries.list({ group, ...(family ? { family } : {}) }));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const go = (next: { group?: string; family?: string }) => {
    const params = new URLSearchParams(search);
    for (const [key, value] of Object.entries(next)) value ? params.set(key, value) : params.delete(key);
    window.history.replaceState(null, "", params.size > 0 ? `/risk?${params}` : "/risk");
  };
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-5 sm:px-6">
      <SessionEnded />
      <h1 className="text-xl font-semibold">{t("title")}</h1>
      <div className="mt-4 flex flex-wrap items-center justify-between gap-3">
        <Groups group={group} go={(next) => go({ group: next === "open" ? "" : next })} />
        <Select
          id="appeal-family"
          aria-label={t("family")}
          className="h-9! w-auto! text-sm!"
          value={family ?? ""}
          onChange={(event) => go({ family: event.target.value })}
          options={[
            { value: "", label: t("allFamilies") },
            ...riskFamilies.map((value) => ({ value, label: families(value) })),
          ]}
        />
      </div>
      <Body list={list} items={items} />
      {list.hasNextPage ? (
        <Button
          type="button"
          variant="secondary"
          size="compact"
          className="mt-3"
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("more")}
        </Button>
      ) : null}
      <IdentitySetting />
      <div className="mt-6">
        <Connection flat />
      </div>
    </main>
  );
}

function Groups({ group, go }: { group: Group; go: (group: Group) => void }) {
  const t = useTranslations("appeals.queue");
  const counts = useQuery(appealQueries.counts());
  return (
    <nav aria-label={t("groups")} className="flex flex-wrap gap-1">
      {groups.map((each) => {
        const active = each === group;
        const count = each === "decided" ? undefined : counts.data?.[each];
        return (
          <button
            key={each}
            type="button"
            aria-current={active ? "page" : undefined}
            onClick={() => go(each)}
            className={cx(
              "inline-flex min-h-9 items-center gap-1.5 rounded-md px-2.5 text-sm transition-colors",
              active ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:bg-sunken",
            )}
          >
            {t(`group.${each}`)}
            {count ? <span className="text-xs tabular">{count}</span> : null}
          </button>
        );
      })}
    </nav>
  );
}

type List = { isPending: boolean; isError: boolean; error: unknown; refetch(): unknown };

function Body({ list, items }: { list: List; items: AppealSummary[] }) {
  const t = useTranslations("appeals.queue");
  const failure = useAppealFailure();
  const retry = useTranslations("cases.page");
  if (list.isPending) {
    return (
      <div role="status" className="mt-4 grid gap-2">
        {["a", "b", "c"].map((key) => (
          <Skeleton key={key} className="h-20" />
        ))}
      </div>
    );
  }
  if (list.isError && items.length === 0) {
    return (
      <ErrorState
        title={t("failed")}
        action={
          <Button type="button" size="compact" onClick={() => void list.refetch()}>
            {retry("retry")}
          </Button>
        }
      >
        {failure(list.error)}
      </ErrorState>
    );
  }
  if (items.length === 0) {
    return (
      <EmptyState icon={<ShieldCheck />} title={t("empty")}>
        {t("emptyHint")}
      </EmptyState>
    );
  }
  return (
    <ul className="mt-4 grid gap-2">
      {items.map((one) => (
        <li key={one.id}>
          <Row one={one} />
        </li>
      ))}
    </ul>
  );
}

function Row({ one }: { one: AppealSummary }) {
  const t = useTranslations("appeals.queue");
  const families = useTranslations("appeals.families");
  const states = useTranslations("appeals.state");
  const short = one.evidence.given < one.evidence.needed;
  return (
    <Link
      href={`/risk/${one.id}`}
      prefetch={false}
      className="grid gap-2 rounded-md border border-line bg-surface px-4 py-3 transition-colors hover:border-line-strong hover:bg-sunken sm:grid-cols-[1fr_auto] sm:items-center"
    >
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <AppealClock clock={one.clock} />
          <StateBadge tone={stateTones[one.state]}>{states(one.state)}</StateBadge>
          {one.round > 1 ? <Badge tone="wait">{t("round2")}</Badge> : null}
          {one.families.map((family) => (
            <Badge key={family}>{families(family)}</Badge>
          ))}
        </span>
        <span className="mt-1.5 block font-medium break-all tabular">
          {t(one.scope)} {one.scope === "order" ? one.orderNo : one.customerId}
        </span>
        <span className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-muted">
          <span className="tabular">{one.ticketNumber}</span>
          <span>{one.reviewer ? t("reviewer", { name: one.reviewer.name }) : t("nobody")}</span>
          <RelativeTime at={one.openedAt} />
        </span>
      </span>
      <span className="flex items-baseline justify-between gap-4 sm:flex-col sm:items-end sm:gap-1">
        <Money fen={one.amountFen} className="text-lg font-semibold" />
        <span className={cx("text-sm tabular", short ? "text-wait" : "text-muted")}>{t("evidence", one.evidence)}</span>
      </span>
    </Link>
  );
}
