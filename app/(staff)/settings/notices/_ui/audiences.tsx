"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, useState } from "react";
import { cx } from "#app/_ui/cx.ts";
import { Notices } from "./notices.tsx";
import { StaffLog } from "./staff-log.tsx";

const audiences = ["customers", "staff"] as const;

/** What went out, to customers or to the staff. */
export function Audiences(start: ComponentProps<typeof Notices>) {
  const t = useTranslations("notices.audience");
  const [audience, setAudience] = useState<(typeof audiences)[number]>("customers");
  return (
    <div className="grid gap-4">
      <fieldset className="flex gap-1 border-b border-line pb-2">
        <legend className="sr-only">{t("label")}</legend>
        {audiences.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={audience === each}
            onClick={() => setAudience(each)}
            className={cx(
              "min-h-11 rounded-md px-3 text-sm transition-colors sm:min-h-9",
              audience === each ? "bg-sunken font-medium text-text" : "text-muted hover:bg-sunken",
            )}
          >
            {t(each)}
          </button>
        ))}
      </fieldset>
      {audience === "customers" ? <Notices {...start} /> : <StaffLog />}
    </div>
  );
}
