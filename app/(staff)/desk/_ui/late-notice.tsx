"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import type { Conflict } from "../_lib/conflict.ts";
import { differences } from "../_lib/history.ts";
import { useStepWord } from "../_lib/use-step-word.ts";
import { DifferenceLine } from "./difference-line.tsx";

/** So many of their changes are told one by one. */
const MOST = 8;

type Props = { late: Conflict; pending: boolean; onAgain: () => void; onLeave: () => void };

/** What a colleague did meanwhile, in place: one's own act was not done, and can be done all the same or left. */
export function LateNotice({ late, pending, onAgain, onLeave }: Props) {
  const t = useTranslations("work.late");
  const word = useStepWord();
  const title = useRef<HTMLParagraphElement>(null);
  useEffect(() => title.current?.focus(), []);
  const changes = late.changes.slice(-MOST);
  return (
    <div role="alert" className="grid gap-3 rounded-md border border-wait bg-wait-soft p-3 text-sm">
      <div>
        <p ref={title} tabIndex={-1} className="font-medium text-wait">
          {t("title")}
        </p>
        <p className="text-muted">{changes.length > 0 ? t("lead") : t("more")}</p>
      </div>
      {changes.length > 0 ? (
        <ol className="grid gap-2">
          {changes.map((change, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a refusal's list never changes
            <li key={i} className="border-l-2 border-line-strong pl-3">
              <p>
                {change.by} · {word(change.type)} · <RelativeTime at={change.at} />
              </p>
              {differences(change).map((difference) => (
                <DifferenceLine key={difference.field} difference={difference} />
              ))}
            </li>
          ))}
        </ol>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button type="button" size="compact" disabled={pending} onClick={onAgain}>
          {t("again")}
        </Button>
        <Button type="button" size="compact" variant="secondary" onClick={onLeave}>
          {t("leave")}
        </Button>
      </div>
    </div>
  );
}
