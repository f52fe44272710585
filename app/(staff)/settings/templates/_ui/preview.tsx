"use client";

import { useTranslations } from "next-intl";
import type { TemplatePreview } from "#server/notifications/schemas.ts";
import { MailFrame } from "./mail-frame.tsx";

/** A notice as mail, text message and robot's message, as each would arrive. Nothing that somebody wrote into it runs here. */
export function Preview({ preview, locale }: { preview: TemplatePreview; locale: string }) {
  const t = useTranslations("templates");
  const { mail, sms, robot } = preview;
  const part = "mb-1 text-sm text-muted";
  return (
    <section aria-label={t("preview")} className="grid content-start gap-4">
      <p className="text-sm text-muted">{t("previewHint")}</p>
      <div>
        <h3 className={part}>{t("asMail")}</h3>
        <div className="overflow-hidden rounded-md border border-line bg-canvas">
          <p lang={locale} className="border-b border-line px-4 py-2 text-sm break-words">
            {mail.subject}
          </p>
          <MailFrame html={mail.html} title={t("mailFrame", { subject: mail.subject })} />
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
