"use client";

import { useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";
import type { SearchHit } from "#server/search/schemas.ts";

/** So much is shown before the first word that was found. */
const LEAD = 8;

/** Why a ticket was found: what holds the words, with the words marked. */
export function SearchFound({ hit, className }: { hit: SearchHit; className?: string }) {
  const t = useTranslations("search");
  const parts: { text: string; at: number; marked: boolean }[] = [];
  // A line holds few characters beside the list: what was found stands near its beginning.
  const first = hit.marks[0]?.[0] ?? 0;
  const start = first > LEAD + 2 ? first - LEAD : 0;
  let done = start;
  for (const [from, to] of hit.marks) {
    if (from > done) parts.push({ text: hit.text.slice(done, from), at: done, marked: false });
    parts.push({ text: hit.text.slice(from, to), at: from, marked: true });
    done = to;
  }
  if (done < hit.text.length) parts.push({ text: hit.text.slice(done), at: done, marked: false });
  return (
    <span className={cx("block min-w-0 truncate text-xs text-muted", className)}>
      <span className="text-faint">{t(`field.${hit.field}`)}</span> {start > 0 ? "…" : ""}
      {parts.map(({ text, at, marked }) =>
        marked ? (
          <mark key={at} className="rounded-sm bg-accent-soft px-0.5 font-medium text-accent-text">
            {text}
          </mark>
        ) : (
          <span key={at}>{text}</span>
        ),
      )}
    </span>
  );
}
