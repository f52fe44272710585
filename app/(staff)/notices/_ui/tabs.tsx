"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { cx } from "#app/_ui/cx.ts";
import { SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import { Inbox } from "./inbox.tsx";
import { PreferencesPart } from "./preferences.tsx";

const tabs = ["inbox", "preferences"] as const;
type Tab = (typeof tabs)[number];

/** The inbox, and how to be told besides. */
export function NoticeTabs({ start }: { start: Tab }) {
  const t = useTranslations("staffNotices.tabs");
  const [tab, setTab] = useState<Tab>(start);
  useEffect(() => window.history.replaceState(null, "", tab === "inbox" ? "/notices" : `?tab=${tab}`), [tab]);
  return (
    <div className="grid gap-5">
      <SessionEnded />
      <fieldset className="flex gap-1 border-b border-line pb-2">
        <legend className="sr-only">{t("label")}</legend>
        {tabs.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={tab === each}
            onClick={() => setTab(each)}
            className={cx(
              "min-h-11 rounded-md px-3 text-sm transition-colors sm:min-h-9",
              tab === each
                ? "bg-accent-soft font-medium text-accent-text"
                : "text-muted hover:bg-sunken hover:text-text",
            )}
          >
            {t(each)}
          </button>
        ))}
      </fieldset>
      {tab === "inbox" ? <Inbox /> : <PreferencesPart />}
    </div>
  );
}
