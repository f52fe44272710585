import { env } from "#server/core/env.ts";
import type { Outgoing } from "../channels/index.ts";
import type { NoticeLocale, NoticeText } from "../copy.ts";
import { mailHtml } from "../mail-frame.ts";

export type Line = NoticeText & { path: string };

const frame = {
  "zh-CN": {
    brand: "到账",
    many: (n: number) => `${n} 条提醒`,
    why: "在“通知”页可以选择要收到哪些提醒。",
    more: (n: number) => `另有 ${n} 条，请到“通知”页查看。`,
  },
  en: {
    brand: "Daozhang",
    many: (n: number) => `${n} notices`,
    why: "Choose what you are sent on the page “Notices”.",
    more: (n: number) => `${n} more are on the page “Notices”.`,
  },
} as const;
/** What one mail or message shows; the inbox has the rest. */
const MAX_LINES = 30;

type Parts = { id: string; to: string; locale: NoticeLocale; lines: readonly Line[] };

/** One mail or message for one notice, or for several that waited for the same moment. */
export function renderStaff({ id, to, locale, lines }: Parts): Outgoing {
  const around = frame[locale];
  const [first] = lines;
  if (!first) throw new Error("There is nothing to say");
  const { APP_URL } = env();
  const shown = lines.slice(0, MAX_LINES);
  const rest = lines.length - shown.length;
  const title = lines.length === 1 ? first.title : around.many(lines.length);
  const more = rest > 0 ? [around.more(rest)] : [];
  const said = shown.map(({ title, body, path }) => [title, body, `${APP_URL}${path}`].join("\n"));
  return {
    ...{ id, to, locale, unsubscribeUrl: null },
    subject: `${around.brand}: ${title}`,
    text: [...said, ...more].join("\n\n"),
    html: mailHtml({
      ...{ locale, brand: around.brand, title },
      blocks: shown.map((line) => ({
        ...(lines.length > 1 && { title: line.title }),
        ...{ body: line.body, action: line.action, href: `${APP_URL}${line.path}` },
      })),
      foot: [...more, { text: around.why, href: `${APP_URL}/notices?tab=preferences` }],
    }),
    short: { news: title, order: "", link: `${APP_URL}${lines.length === 1 ? first.path : "/notices"}` },
  };
}
