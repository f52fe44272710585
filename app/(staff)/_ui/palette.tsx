"use client";

import { ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { cx } from "#app/_ui/cx.ts";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Input } from "#app/_ui/field.tsx";
import { Money } from "#app/_ui/money.tsx";
import { whenUncovered } from "../_lib/actions/covered.ts";
import { type PaletteItem, paletteGroups, usePaletteItems } from "../_lib/actions/use-palette-items.ts";
import { Keys } from "./keys.tsx";
import { SearchFound } from "./search-found.tsx";

type Props = { open: boolean; onOpenChange: (open: boolean) => void };

/** What can be done now and what can be found, by its name: typed in Chinese, by letters or numbers, or chosen with the arrows. */
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
  // By its key: what is chosen stays so when something is found above it.
  const [chosen, setChosen] = useState<string | null>(null);
  const { items, busy } = usePaletteItems(typed);
  const list = useId();
  const at = items.findIndex((item) => item.key === chosen);
  const current = Math.max(at, 0);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });
  const choose = (item: PaletteItem | undefined) => {
    if (!item) return;
    onDone();
    // When the dialog has given the focus back, the action may take it elsewhere.
    whenUncovered(item.run);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return;
    if (event.key === "Enter") choose(items[current]);
    else if (event.key === "ArrowDown") setChosen(items[Math.min(current + 1, items.length - 1)]?.key ?? null);
    else if (event.key === "ArrowUp") setChosen(items[Math.max(current - 1, 0)]?.key ?? null);
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
          setChosen(null);
        }}
        onKeyDown={onKey}
      />
      <div ref={box} id={list} role="listbox" aria-label={t("results")} className="mt-2 h-96 overflow-y-auto">
        {grouped(items).map(({ group, key, from, members }) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list to choose from
          <div key={key} role="group" aria-label={t(`groups.${group}`)}>
            <p aria-hidden className="px-3 pt-3 pb-1 text-xs font-medium text-faint">
              {t(`groups.${group}`)}
            </p>
            {members.map((item, i) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above hears the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
              <div
                key={item.key}
                id={`${list}-${from + i}`}
                role="option"
                aria-selected={from + i === current}
                onClick={() => choose(item)}
                className={cx(
                  "flex min-h-9 cursor-pointer items-center justify-between gap-4 rounded-md px-3 text-sm",
                  from + i === current ? "bg-accent-soft text-accent-text" : "hover:bg-sunken",
                )}
              >
                <Words item={item} />
              </div>
            ))}
          </div>
        ))}
        {items.length === 0 ? (
          <p role="status" className="px-3 py-6 text-center text-muted">
            {t(busy ? "busy" : "empty")}
          </p>
        ) : null}
      </div>
    </div>
  );
}

function Words({ item }: { item: PaletteItem }) {
  const t = useTranslations("actions.palette");
  const { hit, article, action, where } = item;
  if (hit) {
    const { ticket } = hit;
    return (
      <span className="grid min-w-0 flex-1 grid-cols-1 gap-0.5 py-1.5">
        <span className="flex justify-between gap-4">
          <span className="min-w-0 truncate tabular">
            {[ticket.number, ticket.productName].filter(Boolean).join(" · ")}
          </span>
          <Money fen={ticket.amountFen} />
        </span>
        <SearchFound hit={hit} />
      </span>
    );
  }
  return (
    <>
      <span className="min-w-0 truncate">{item.name}</span>
      {action ? <Keys id={action} /> : null}
      {where ? <span className="max-w-40 shrink-0 truncate text-xs text-muted">{where}</span> : null}
      {article ? <ExternalLink role="img" aria-label={t("newTab")} className="size-3.5 shrink-0 text-muted" /> : null}
    </>
  );
}

/** The items as they stand, parted where their kind changes. */
function grouped(items: readonly PaletteItem[]) {
  return paletteGroups
    .map((group) => ({
      ...{ group, key: group, from: items.findIndex((item) => item.group === group) },
      members: items.filter((item) => item.group === group),
    }))
    .filter(({ members }) => members.length > 0)
    .sort((a, b) => a.from - b.from);
}
