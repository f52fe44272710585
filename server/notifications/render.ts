import type { Outgoing } from "./channels/index.ts";
import { type NoticeLocale, type NoticeText, noticeText, type Told } from "./copy.ts";
import { mailHtml } from "./mail-frame.ts";
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
    html: mailHtml({
      ...{ locale, brand: around.brand, title: words.title, blocks: [{ ...untitled(words), href: link }] },
      foot: [around.why, essential ? around.always : { text: around.off, href: preferences }],
    }),
    short: { news: words.title, order: (notice.order ?? "").slice(-6), link },
  };
}

const untitled = ({ body, action }: NoticeText) => ({ body, action });
