import { and, eq } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { noticeTemplates } from "#db/schema/index.ts";
import { logger } from "#server/core/logger.ts";
import { type NoticeLocale, type NoticeText, noticeAction, noticeText, noticeValues, type Told } from "../copy.ts";
import type { NoticeKind } from "../schemas.ts";
import { type StaffTold, staffText, staffValues } from "../staff/copy.ts";
import type { StaffNoticeKind } from "../staff/schemas.ts";
import { fill } from "./fill.ts";
import type { TemplateKind } from "./schemas.ts";

/** The shop's own text for a notice that is in use; undefined where the built-in one is. */
export async function activeTemplate(reader: Db, kind: TemplateKind, locale: NoticeLocale) {
  const t = noticeTemplates;
  const [row] = await reader
    .select({ title: t.title, body: t.body })
    .from(t)
    .where(and(eq(t.kind, kind), eq(t.locale, locale), eq(t.active, true)));
  return row;
}

/** The words of a notice to a customer: the shop's own where it has some that can be filled in, else the built-in ones. */
export async function customerWordsFor(kind: NoticeKind, told: Told, locale: NoticeLocale): Promise<NoticeText> {
  const own = await ownWords(kind, noticeValues(told, locale), locale);
  return own ? { ...own, action: noticeAction(kind, locale) } : noticeText(kind, told, locale);
}

/** {@link customerWordsFor} for the staff. */
export async function staffWordsFor(kind: StaffNoticeKind, told: StaffTold, locale: NoticeLocale): Promise<NoticeText> {
  const builtIn = staffText(kind, told, locale);
  const own = await ownWords(`staff:${kind}`, staffValues(told, locale), locale);
  return own ? { ...own, action: builtIn.action } : builtIn;
}

async function ownWords(kind: TemplateKind, values: Record<string, string | null>, locale: NoticeLocale) {
  const template = await activeTemplate(db, kind, locale);
  if (!template) return undefined;
  const [title, body] = [fill(template.title, values), fill(template.body, values)];
  if (title && body) return { title, body };
  // One of its variables is not known in this case: whoever is told gets the built-in words rather than a hole.
  logger.warn({ kind, locale }, "a notice's own words could not be filled in, the built-in ones went out");
  return undefined;
}
