import type { Outgoing } from "./channels/index.ts";
import { type NoticeLocale, type NoticeText, noticeText, type Told } from "./copy.ts";
import type { NoticeKind } from "./schemas.ts";

type Notice = Told & {
  id: string;
  kind: NoticeKind;
  locale: NoticeLocale;
  to: string;
  link: string;
  /** Where to say what one wants to be sent. */
  preferences: string;
  essential: boolean;
  /** The shop's own words, where it has some. */
  words?: NoticeText;
};

const frame = {
  "zh-CN": {
    brand: "到账",
    why: "这封邮件由系统发出，请勿直接回复。",
    always: "它与您的款项或您提交的问题有关，所以总会发给您。",
    off: "不想再收到这类提醒",
  },
  en: {
    brand: "Daozhang",
    why: "This mail was sent by a machine, please do not answer it.",
    always: "It is about your money or what you asked us, so it is always sent.",
    off: "Stop reminders like this",
  },
} as const;

/** A notice as it goes out: one shape for all kinds, as text and as simple HTML. Pure but for the addresses it is given. */
export function render(notice: Notice): Outgoing {
  const { id, to, kind, locale, link, preferences, essential } = notice;
  const words = notice.words ?? noticeText(kind, notice, locale);
  const around = frame[locale];
  const unsubscribeUrl = essential ? null : preferences;
  const foot = [around.why, essential ? around.always : `${around.off}: ${preferences}`];
  return {
    ...{ id, to, locale, unsubscribeUrl },
    subject: `${around.brand}: ${words.title}`,
    text: [words.title, "", words.body, "", `${words.action}: ${link}`, "", "--", ...foot, ""].join("\n"),
    html: htmlOf({ locale, words, link, around, preferences, essential }),
    short: { news: words.title, order: (notice.order ?? "").slice(-6), link },
  };
}

type Parts = {
  locale: NoticeLocale;
  words: NoticeText;
  link: string;
  around: (typeof frame)[NoticeLocale];
  preferences: string;
  essential: boolean;
};

/** Mail programs know no stylesheets: a plain column, a button that is a link, and colours that stay readable when inverted. */
function htmlOf({ locale, words, link, around, preferences, essential }: Parts): string {
  const last = essential
    ? escapeHtml(around.always)
    : `<a href="${escapeHtml(preferences)}">${escapeHtml(around.off)}</a>`;
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><title>${escapeHtml(words.title)}</title></head>`,
    '<body style="margin:0;padding:24px;font-family:system-ui,sans-serif;font-size:16px;line-height:1.6">',
    '<div style="max-width:560px;margin:0 auto">',
    `<p style="margin:0 0 16px;font-weight:600">${escapeHtml(around.brand)}</p>`,
    `<h1 style="margin:0 0 12px;font-size:20px">${escapeHtml(words.title)}</h1>`,
    `<p style="margin:0 0 20px">${escapeHtml(words.body)}</p>`,
    `<p style="margin:0 0 24px"><a href="${escapeHtml(link)}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#1d4ed8;color:#ffffff;text-decoration:none">${escapeHtml(words.action)}</a></p>`,
    `<p style="margin:0;font-size:13px;opacity:.75">${escapeHtml(around.why)}<br>${last}</p>`,
    "</div></body></html>",
  ].join("\n");
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** Text as it stands in HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
