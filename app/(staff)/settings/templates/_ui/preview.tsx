"use client";

import { useTranslations } from "next-intl";
import type { TemplatePreview } from "#server/notifications/schemas.ts";

/** A notice as mail, text message and robot's message. Words only: nothing that somebody wrote into it runs here. */
export function Preview({ preview, locale }: { preview: TemplatePreview; locale: string }) {
  const t = useTranslations("templates");
  const { mail, sms, robot } = preview;
  const part = "mb-1 text-sm text-muted";
  return (
    <section aria-label={t("preview")} className="grid content-start gap-4">
      <p className="text-sm text-muted">{t("previewHint")}</p>
      <div>
        <h3 className={part}>{t("asMail")}</h3>
        <div lang={locale} className="rounded-md border border-line bg-canvas p-4 break-words">
          <p className="mb-3 border-b border-line pb-2 text-sm text-muted">{mail.subject}</p>
          <p className="text-lg font-semibold">{mail.title}</p>
          <p className="mt-2 whitespace-pre-line">{mail.body}</p>
          <p className="mt-3">
            <span className="inline-block rounded-md bg-accent px-4 py-2 text-on-accent">{mail.action}</span>
          </p>
        </div>
      </div>
      <div>
        <h3 className={part}>{t("asSms")}</h3>
        <p lang={locale} className="rounded-md border border-line bg-canvas p-3 text-sm break-words">
          {sms}
        </p>
      </div>
      <div>
        <h3 className={part}>{t("asRobot")}</h3>
        <p
          lang={locale}
          className="rounded-md border border-line bg-canvas p-3 text-sm break-words whitespace-pre-line"
        >
          {robot}
        </p>
      </div>
    </section>
  );
}
