"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { cx } from "#app/_ui/cx.ts";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Input } from "#app/_ui/field.tsx";
import { whenUncovered } from "../_lib/actions/covered.ts";
import type { ActionId } from "../_lib/actions/list.ts";
import { ranked } from "../_lib/actions/rank.ts";
import { useActionAlias, useActionName } from "../_lib/actions/use-action-name.ts";
import { runAction, useOffered } from "../_lib/actions/use-actions.ts";
import { usePaletteViews } from "../_lib/actions/use-palette-views.ts";
import { Keys } from "./keys.tsx";

type Props = { open: boolean; onOpenChange: (open: boolean) => void };
type Item = { key: string; name: string; also: string; action?: ActionId; run: () => void };

/** What can be done now, by its name: typed in Chinese, by letters, or chosen with the arrows. */
export function Palette({ open, onOpenChange }: Props) {
  const t = useTranslations("actions.palette");
  const common = useTranslations("common");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} closeLabel={common("close")}>
      {open ? <Body onDone={() => onOpenChange(false)} /> : null}
    </Dialog>
  );
}

function Body({ onDone }: { onDone: () => void }) {
  const t = useTranslations("actions.palette");
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const items = useItems(typed);
  const list = useId();
  const current = Math.min(at, items.length - 1);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });
  const choose = (item: Item | undefined) => {
    if (!item) return;
    onDone();
    // When the dialog has given the focus back, the action may take it elsewhere.
    whenUncovered(item.run);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return;
    if (event.key === "Enter") choose(items[current]);
    else if (event.key === "ArrowDown") setAt(Math.min(current + 1, items.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(current - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <div className="-mx-2">
      <Input
        id="palette"
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={items.length > 0 ? `${list}-${current}` : undefined}
        aria-autocomplete="list"
        aria-label={t("hint")}
        placeholder={t("hint")}
        autoComplete="off"
        value={typed}
        maxLength={200}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div ref={box} id={list} role="listbox" aria-label={t("results")} className="mt-2 h-80 overflow-y-auto">
        {items.map((item, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above hears the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
          <div
            key={item.key}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === current}
            onClick={() => choose(item)}
            className={cx(
              "flex min-h-10 cursor-pointer items-center justify-between gap-4 rounded-md px-3",
              i === current ? "bg-accent-soft text-accent-text" : "hover:bg-sunken",
            )}
          >
            <span className="min-w-0 truncate">{item.name}</span>
            {item.action ? <Keys id={item.action} /> : null}
          </div>
        ))}
        {items.length === 0 ? <p className="px-3 py-6 text-center text-muted">{t("empty")}</p> : null}
      </div>
    </div>
  );
}

function useItems(typed: string): Item[] {
  const t = useTranslations("actions.palette");
  const name = useActionName();
  const alias = useActionAlias();
  const offered = useOffered();
  const router = useRouter();
  const views = usePaletteViews();
  return useMemo(() => {
    const known: Item[] = [
      ...offered
        .filter((id) => id !== "palette.open" && !id.startsWith("view."))
        .map((id) => ({ key: id, name: name(id), also: alias(id), action: id, run: () => void runAction(id) })),
      ...views.map((view) => ({
        ...{ key: `view ${view.id}`, name: t("view", { name: view.name }), also: view.name },
        run: () => router.push(`/desk?view=${encodeURIComponent(view.id)}`),
      })),
    ];
    const words = typed.trim();
    const search: Item[] =
      words.length < 2
        ? []
        : [
            {
              ...{ key: "search", name: t("search", { words }), also: "" },
              run: () => router.push(`/desk?queue=all&q=${encodeURIComponent(words)}`),
            },
          ];
    return [...ranked(known, typed, (item) => [item.name, item.also]).slice(0, 60), ...search];
  }, [offered, views, typed, name, alias, router, t]);
}
