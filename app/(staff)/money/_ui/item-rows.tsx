"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { type MouseEvent, useEffect, useRef } from "react";
import { Badge, ToneIcon } from "#app/_ui/badge.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Spinner } from "#app/_ui/surface.tsx";
import { useChannelName } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { ItemList } from "../_lib/use-item-list.ts";
import { useItemWords } from "../_lib/use-item-words.ts";
import type { QueueUrl } from "../_lib/use-queue-url.ts";

const ROW_PX = 88;
const AHEAD = 8;

/** The items in sight, and a few more: a queue of thousands costs no more than one of ten. */
export function ItemRows({ list, url }: { list: ItemList; url: QueueUrl }) {
  const t = useTranslations("money");
  const { items, loadMore } = list;
  const { selected } = url;
  const more = list.hasNextPage;
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length + (more ? 1 : 0),
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: AHEAD,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= items.length - AHEAD) loadMore();
  }, [more, last, items.length, loadMore]);
  const followed = useRef<string | null>(null);
  const index = items.findIndex((item) => item.id === selected);
  useEffect(() => {
    if (index < 0 || followed.current === selected) return;
    followed.current = selected;
    rows.scrollToIndex(index);
  }, [index, selected, rows]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={box} tabIndex={0} aria-label={t("list")} className="min-h-0 flex-1 overflow-y-auto -outline-offset-2">
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {shown.map((row) => {
          const item = items[row.index];
          return (
            <li
              key={row.key}
              className="absolute inset-x-0 top-0"
              style={{ height: row.size, transform: `translateY(${row.start}px)` }}
            >
              {item ? (
                <ItemRow item={item} selected={item.id === selected} url={url} />
              ) : (
                <span className="flex h-full items-center justify-center gap-2 text-sm text-muted">
                  <Spinner /> {t("more")}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

type RowProps = { item: ItemList["items"][number]; selected: boolean; url: QueueUrl };

function ItemRow({ item, selected, url }: RowProps) {
  const t = useTranslations("money");
  const words = useItemWords();
  const channelName = useChannelName();
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    url.go({ item: item.id }, url.selected !== null);
  };
  const ended = item.state === "resolved";
  return (
    <a
      href={url.hrefOf({ item: item.id })}
      onClick={open}
      aria-current={selected ? "true" : undefined}
      data-item={item.id}
      className={cx(
        "flex h-full flex-col justify-center gap-0.5 border-b border-l-3 border-b-line px-3 py-2 -outline-offset-2 transition-colors",
        selected ? "border-l-accent bg-accent-soft" : "border-l-transparent hover:bg-sunken",
      )}
    >
      <span className="flex items-center justify-between gap-2">
        <span className="flex min-w-0 items-center gap-1.5 font-medium">
          <ToneIcon tone={words.tone(item)} className={cx("size-4", words.toneText(item))} />
          <span className="truncate">{words.kind(item)}</span>
          {item.also > 0 ? <Badge>{t("alsoHere", { count: item.also })}</Badge> : null}
        </span>
        <Money fen={item.amountFen} className="font-semibold" />
      </span>
      <span className="truncate text-sm text-muted">{words.reason(item)}</span>
      <span className="flex items-center justify-between gap-2 text-xs text-muted">
        <span className="min-w-0 truncate tabular">
          {[item.orderNo ?? item.outTradeNo, item.channel && channelName(item.channel)].filter(Boolean).join(" · ")}
        </span>
        <RelativeTime at={ended ? (item.resolvedAt ?? item.openedAt) : item.openedAt} className="shrink-0" />
      </span>
    </a>
  );
}
