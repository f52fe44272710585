"use client";

import { FileText, LockKeyhole } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { useDesk, useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { Appeal, EvidenceView } from "#server/appeals/schemas.ts";
import { DocumentDialog } from "./document-dialog.tsx";

/** What was asked for and what was given; what is needed and missing stands out. */
export function EvidenceList({ appeal }: { appeal: Appeal }) {
  const t = useTranslations("appeals");
  const [document, setDocument] = useState<string>();
  const asked = appeal.needs.map(({ item }) => item);
  const more = [...new Set(appeal.given.map(({ item }) => item))].filter((item) => !asked.includes(item));
  const rows = [...appeal.needs, ...more.map((item) => ({ item, required: false }))];
  return (
    <Card>
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="font-semibold">{t("one.evidence")}</h2>
        <span className="text-sm text-muted tabular">{t("queue.evidence", appeal.evidence)}</span>
      </div>
      <ul className="mt-2 divide-y divide-line">
        {rows.map(({ item, required }) => {
          const given = appeal.given.filter((one) => one.item === item);
          return (
            <li key={item} className="py-3">
              <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
                <h3 className="font-medium">{t(`items.${item}`)}</h3>
                {appeal.missing.includes(item) ? (
                  <StateBadge tone="wait">{t("one.missing")}</StateBadge>
                ) : (
                  <span className="text-sm text-faint">{t(required ? "one.needed" : "one.helpful")}</span>
                )}
              </div>
              <ul className="mt-1.5 grid gap-2 empty:hidden">
                {given.map((one) => (
                  <Given key={one.id} one={one} look={() => setDocument(one.id)} />
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
      {document ? <DocumentDialog id={document} onClose={() => setDocument(undefined)} /> : null}
    </Card>
  );
}

function Given({ one, look }: { one: EvidenceView; look: () => void }) {
  const t = useTranslations("appeals.one");
  const { locale } = useDesk();
  const may = useMay("identity:read");
  return (
    <li className="grid gap-1.5 rounded-md bg-sunken px-3 py-2">
      {one.state === "withdrawn" || one.state === "erased" ? (
        <p className="text-muted">{t(one.state)}</p>
      ) : one.form === "identity" ? (
        <div className="flex flex-wrap items-center justify-between gap-2">
          <LockKeyhole aria-hidden className="size-4 text-muted" />
          {may ? (
            <Button type="button" variant="secondary" size="compact" onClick={look}>
              {t("look")}
            </Button>
          ) : (
            <span className="text-sm text-muted">{t("lookForbidden")}</span>
          )}
        </div>
      ) : one.text ? (
        <p className="break-words whitespace-pre-wrap">{one.text}</p>
      ) : one.attachmentId ? (
        <a
          href={`/api/attachments/${one.attachmentId}`}
          target="_blank"
          rel="noreferrer"
          className="inline-flex min-h-9 items-center gap-1.5 font-medium text-accent-text hover:underline"
        >
          {one.mediaType?.startsWith("image/") ? (
            // biome-ignore lint/performance/noImgElement: behind a permission, so no optimiser may fetch it
            <img
              src={`/api/attachments/${one.attachmentId}`}
              alt={t("openFile")}
              loading="lazy"
              className="max-h-40 rounded-md border border-line object-contain"
            />
          ) : (
            <>
              <FileText aria-hidden className="size-4" />
              {t("openFile")}
            </>
          )}
        </a>
      ) : null}
      <p className="flex flex-wrap gap-x-3 text-xs text-faint">
        <RelativeTime at={one.givenAt} exact />
        {one.keptUntil && one.state === "given" ? (
          <span>{t("keptUntil", { time: exactTime(new Date(one.keptUntil), locale) })}</span>
        ) : null}
      </p>
    </li>
  );
}
