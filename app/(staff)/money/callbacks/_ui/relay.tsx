"use client";

import { useLocale, useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Card } from "#app/_ui/surface.tsx";
import type { Callback } from "../_lib/queries.ts";
import { RelayBadge } from "./words.tsx";

/** How far a callback came on its way to the shop. */
export function Relay({ callback: { relay } }: { callback: Callback }) {
  const t = useTranslations("callbacks.relay");
  const locale = useLocale();
  return (
    <Card className="grid gap-2 text-sm">
      <h2 className="flex flex-wrap items-center gap-3 text-base font-semibold">
        {t("title")}
        {relay ? <RelayBadge state={relay.state} /> : null}
      </h2>
      {relay === null ? <p className="text-muted">{t("none")}</p> : null}
      {relay ? (
        <>
          <p className="break-all tabular">{relay.url}</p>
          <p className="flex flex-wrap gap-x-4 gap-y-0.5 text-muted tabular">
            <span>{t("attempts", { count: relay.attempts })}</span>
            {relay.lastStatus === null ? null : <span>{t("lastStatus", { status: relay.lastStatus })}</span>}
            {relay.nextAttemptAt ? (
              <span>{t.rich("next", { time: () => <RelativeTime at={relay.nextAttemptAt ?? ""} /> })}</span>
            ) : null}
            {relay.deliveredAt ? (
              <span>{t("deliveredAt", { time: exactTime(new Date(relay.deliveredAt), locale) })}</span>
            ) : null}
          </p>
          {relay.lastError ? (
            <p className="break-words text-muted">{t("lastError", { error: relay.lastError })}</p>
          ) : null}
        </>
      ) : null}
    </Card>
  );
}
