import { env } from "#server/core/env.ts";
import type { Outgoing } from "../channels/index.ts";
import type { NoticeLocale, NoticeText } from "../copy.ts";
import { escapeHtml } from "../render.ts";

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
    html: htmlOf({ locale, title, lines: shown, more, appUrl: APP_URL }),
    short: { news: title, order: "", link: `${APP_URL}${lines.length === 1 ? first.path : "/notices"}` },
  };
}

type Html = { locale: NoticeLocale; title: string; lines: readonly Line[]; more: readonly string[]; appUrl: string };

function htmlOf({ locale, title, lines, more, appUrl }: Html): string {
  const blocks = lines.flatMap(({ title, body, action, path }) => [
    `<h2 style="margin:0 0 4px;font-size:16px">${escapeHtml(title)}</h2>`,
    `<p style="margin:0 0 4px">${escapeHtml(body)}</p>`,
    `<p style="margin:0 0 20px"><a href="${escapeHtml(appUrl + path)}">${escapeHtml(action)}</a></p>`,
  ]);
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>`,
    '<body style="margin:0;padding:24px;font-family:system-ui,sans-serif;font-size:15px;line-height:1.6">',
    '<div style="max-width:560px;margin:0 auto">',
    ...blocks,
    ...more.map((text) => `<p>${escapeHtml(text)}</p>`),
    `<p style="margin:0;font-size:13px;opacity:.75"><a href="${escapeHtml(appUrl)}/notices">${escapeHtml(frame[locale].why)}</a></p>`,
    "</div></body></html>",
  ].join("\n");
}
