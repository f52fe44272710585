"use client";

import { useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";
import type { Pane } from "../_lib/use-desk-url.ts";

/** Where the screen has room for one pane beside the queue or none, these choose it. */
export function PaneTabs({ pane, onPane }: { pane: Pane; onPane: (pane: Pane) => void }) {
  const t = useTranslations("desk.panes");
  return (
    <nav aria-label={t("label")} className="flex border-b border-line bg-surface xl:hidden">
      {(["ticket", "money"] as const).map((each) => (
        <button
          key={each}
          type="button"
          aria-current={each === pane ? "page" : undefined}
          onClick={() => onPane(each)}
          className={cx(
            "min-h-11 flex-1 border-b-2 text-sm",
            each === pane ? "border-accent font-medium text-accent-text" : "border-transparent text-muted",
          )}
        >
          {t(each)}
        </button>
      ))}
    </nav>
  );
}
