"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { cx } from "#app/_ui/cx.ts";
import { EmptyState } from "#app/_ui/surface.tsx";
import { useActions } from "#app/(staff)/_lib/actions/use-actions.ts";
import { Connection, SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import type { MoneyAction } from "#server/reconcile/schemas.ts";
import { moneyQueries } from "../_lib/queries.ts";
import { useItemList } from "../_lib/use-item-list.ts";
import { useQueueUrl } from "../_lib/use-queue-url.ts";
import { ends } from "./acts.tsx";
import { ItemPane, ItemStates } from "./item-pane.tsx";
import { QueuePane } from "./queue-pane.tsx";

/** The queue and the item in hand: side by side where there is room, one at a time where there is not. */
export function MoneyQueue() {
  const t = useTranslations("money");
  const url = useQueueUrl();
  const { selected, filter, go } = url;
  const list = useItemList(filter);
  const item = useQuery({ ...moneyQueries.item(selected ?? ""), enabled: selected !== null });
  const [act, setAct] = useState<MoneyAction | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const back = () => go({ item: "" });
  // Keys may come faster than the address is rendered: each starts from where the last one went.
  const at = useRef(selected);
  useEffect(() => {
    at.current = selected;
    setAct(null);
  }, [selected]);
  const step = (by: 1 | -1) => {
    const index = list.items.findIndex((each) => each.id === at.current);
    const next = list.items[index < 0 ? 0 : index + by];
    if (!next) return;
    go({ item: next.id }, at.current !== null);
    at.current = next.id;
  };
  const enter = () => {
    if (selected === null) step(1);
    else setAct(item.data?.actions.find(({ action }) => !ends.includes(action))?.action ?? null);
  };
  useActions({
    "list.next": () => step(1),
    "list.previous": () => step(-1),
    "list.open": enter,
    "list.search": () => search.current?.focus(),
    "list.back": back,
  });
  return (
    <main id="main" className="flex h-[calc(100dvh-3.5rem-1px-2.8125rem)] flex-col">
      <h1 className="sr-only">{t("title")}</h1>
      <SessionEnded />
      <div className="grid min-h-0 flex-1 lg:grid-cols-[24rem_minmax(0,1fr)] 2xl:grid-cols-[30rem_minmax(0,1fr)]">
        <div className={cx("min-h-0 border-r border-line", selected && "hidden lg:block")}>
          <QueuePane list={list} url={url} searchRef={search} />
        </div>
        <div className={cx("min-h-0 min-w-0 overflow-y-auto bg-canvas", !selected && "hidden lg:block")}>
          {selected === null ? (
            <EmptyState title={t("choose")} className="pt-24">
              {t("chooseHint")}
            </EmptyState>
          ) : item.data ? (
            <ItemPane key={item.data.id} item={item.data} act={act} onAct={setAct} onBack={back} />
          ) : (
            <ItemStates query={item} onBack={back} />
          )}
        </div>
      </div>
      <Connection />
    </main>
  );
}
