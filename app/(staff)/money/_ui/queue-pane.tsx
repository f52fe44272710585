"use client";

import { CircleCheck, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Ref } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Select } from "#app/_ui/field.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { SearchField } from "#app/(staff)/_ui/search-field.tsx";
import { useChannelName } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { moneyItemKinds, moneyItemStates } from "#server/payments/schemas.ts";
import type { ItemList } from "../_lib/use-item-list.ts";
import type { QueueUrl } from "../_lib/use-queue-url.ts";
import { ItemRows } from "./item-rows.tsx";

type Props = { list: ItemList; url: QueueUrl; searchRef: Ref<HTMLInputElement> };

/** What is looked for, and the list of it. */
export function QueuePane({ list, url, searchRef }: Props) {
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface">
      <Tabs list={list} url={url} />
      <Tools list={list} url={url} searchRef={searchRef} />
      <Body list={list} url={url} />
    </div>
  );
}

const sum = (counts: ItemList["counts"]) => Object.values(counts).reduce((total, count) => total + count, 0);

function Tabs({ list, url }: Omit<Props, "searchRef">) {
  const t = useTranslations("money.filter");
  const open = sum(list.counts);
  return (
    <nav aria-label={t("state")} className="flex gap-1 border-b border-line p-2">
      {moneyItemStates.map((state) => {
        const active = state === url.filter.state;
        return (
          <button
            key={state}
            type="button"
            aria-current={active ? "page" : undefined}
            onClick={() => url.go({ state: state === "open" ? "" : state, item: "" }, true)}
            className={cx(
              "inline-flex min-h-8 items-center gap-1.5 rounded-md px-2 text-sm transition-colors",
              active ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:bg-sunken",
            )}
          >
            {t(state)}
            {state === "open" && !list.isPending ? (
              <span className={cx("text-xs tabular", active ? "" : "text-faint")}>{open}</span>
            ) : null}
          </button>
        );
      })}
    </nav>
  );
}

function Tools({ list, url, searchRef }: Props) {
  const t = useTranslations("money.filter");
  const kinds = useTranslations("money.kind");
  const channelName = useChannelName();
  const { filter, go } = url;
  const small = "h-9! text-sm!";
  const channels = [...new Set([...list.channels, ...(filter.channel ? [filter.channel] : [])])];
  return (
    <div className="grid grid-cols-2 gap-2 border-b border-line p-2">
      <SearchField
        id="money-search"
        value={filter.q ?? ""}
        label={t("search")}
        hint={t("searchHint")}
        maxLength={128}
        inputRef={searchRef}
        onSearch={(q) => go({ q }, true)}
        className="col-span-2"
      />
      <Select
        id="money-kind"
        aria-label={t("kind")}
        className={small}
        value={filter.kind ?? ""}
        onChange={(event) => go({ kind: event.target.value }, true)}
        options={[
          { value: "", label: t("anyKind") },
          ...moneyItemKinds.map((kind) => ({
            value: kind,
            label: t("kindCount", { kind: kinds(kind), count: list.counts[kind] ?? 0 }),
          })),
        ]}
      />
      <Select
        id="money-channel"
        aria-label={t("channel")}
        className={small}
        value={filter.channel ?? ""}
        onChange={(event) => go({ channel: event.target.value }, true)}
        options={[
          { value: "", label: t("anyChannel") },
          ...channels.map((code) => ({ value: code, label: channelName(code) })),
        ]}
      />
    </div>
  );
}

const waitingRows = ["a", "b", "c", "d", "e", "f"];

function Body({ list, url }: Omit<Props, "searchRef">) {
  const t = useTranslations("money");
  const failure = useFailureText();
  const { filter, go } = url;
  if (list.isPending) {
    return (
      <div role="status" aria-label={t("loading")} className="grid gap-2 p-3">
        {waitingRows.map((key) => (
          <Skeleton key={key} className="h-20" />
        ))}
      </div>
    );
  }
  if (list.isError && list.items.length === 0) {
    return (
      <ErrorState
        title={t("failed")}
        action={
          <Button type="button" size="compact" onClick={() => void list.refetch()}>
            {t("retry")}
          </Button>
        }
      >
        {failure(list.error)}
      </ErrorState>
    );
  }
  if (list.items.length > 0) return <ItemRows list={list} url={url} />;
  if (filter.kind || filter.channel || filter.q) {
    return (
      <EmptyState
        title={t("noMatch")}
        action={
          <Button
            type="button"
            variant="secondary"
            size="compact"
            onClick={() => go({ kind: "", channel: "", q: "" }, true)}
          >
            <X aria-hidden className="size-4" />
            {t("clear")}
          </Button>
        }
      />
    );
  }
  return filter.state === "open" ? (
    <EmptyState icon={<CircleCheck />} title={t("empty")}>
      {t("emptyHint")}
    </EmptyState>
  ) : (
    <EmptyState title={t("emptyEnded")} />
  );
}
