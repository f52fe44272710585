"use client";

import { CheckCheck, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button, buttonClass } from "#app/_ui/button.tsx";
import { does } from "#app/(staff)/_lib/actions/does.ts";
import { KeyHint } from "#app/(staff)/_ui/keys.tsx";
import type { useBulk } from "../_lib/use-bulk.ts";
import type { Selection } from "../_lib/use-selection.ts";

type Props = { selection: Selection; loaded: number; hasMore: boolean; onAct: () => void };

/** How many tickets are selected, and what to do with them. */
export function BulkBar({ selection, loaded, hasMore, onAct }: Props) {
  const t = useTranslations("views.bulk");
  const count = selection.chosen.size;
  if (count === 0) return null;
  return (
    <div
      role="toolbar"
      aria-label={t("toolbar")}
      className="flex flex-wrap items-center gap-2 border-b border-line bg-accent-soft p-2"
    >
      <span role="status" className="text-sm font-medium text-accent-text">
        {selection.whole ? t("whole") : t("selected", { count })}
      </span>
      <Button type="button" size="compact" onClick={onAct} {...does("list.bulk")}>
        {t("act")} <KeyHint id="list.bulk" />
      </Button>
      {count < loaded ? (
        <Button
          type="button"
          size="compact"
          variant="ghost"
          onClick={selection.all}
          {...does("list.selectAll")}
          icon={<CheckCheck aria-hidden className="size-4" />}
        >
          {t("all", { count: loaded })}
        </Button>
      ) : null}
      {count >= loaded && hasMore && !selection.whole ? (
        <Button
          type="button"
          size="compact"
          variant="ghost"
          onClick={selection.everything}
          {...does("list.everything")}
        >
          {t("takeWhole")}
        </Button>
      ) : null}
      <Button
        type="button"
        size="compact"
        variant="ghost"
        onClick={selection.none}
        {...does("list.selectNone")}
        icon={<X aria-hidden className="size-4" />}
      >
        {t("none")}
      </Button>
    </div>
  );
}

/** How far the last piece of work is, while it runs and until the next one; with its way back. */
export function BulkProgress({ bulk }: { bulk: ReturnType<typeof useBulk> }) {
  const t = useTranslations("views.bulk");
  const { last, undo } = bulk;
  if (!last || (last.state !== "waiting" && !isRecent(last.endedAt))) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 text-sm">
      <progress className="h-1.5 w-24 accent-accent" max={last.total} value={last.done} aria-label={t("progress")} />
      <span role="status" className="text-muted tabular">
        {t("done", { done: last.done, total: last.total })}
        {last.failed > 0 ? <span className="ml-2 text-broken">{t("failed", { count: last.failed })}</span> : null}
      </span>
      <span className="ml-auto flex gap-1">
        {last.undoable ? (
          <Button
            type="button"
            size="compact"
            variant="ghost"
            disabled={undo.isPending}
            onClick={() => undo.mutate(last.id)}
            {...does("list.undo")}
          >
            {t(last.state === "waiting" ? "stop" : "undo")} <KeyHint id="list.undo" />
          </Button>
        ) : null}
        <Link className={buttonClass("ghost", "compact")} href={`/desk/bulk/${last.id}`} {...does("list.results")}>
          {t("results")}
        </Link>
      </span>
    </div>
  );
}

const RECENT_MS = 120_000;
const isRecent = (endedAt: string | null) => endedAt !== null && Date.now() - Date.parse(endedAt) < RECENT_MS;
