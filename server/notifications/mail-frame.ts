import type { NoticeLocale } from "./copy.ts";

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** Text as it stands in HTML. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char);

/** One thing that a mail says: words, and where they lead. */
export type MailBlock = { title?: string; body: string; action: string; href: string; lang?: NoticeLocale };
type Mail = {
  locale: NoticeLocale;
  brand: string;
  title: string;
  blocks: readonly MailBlock[];
  /** Small print: text, or text that is a link. */
  foot: readonly (string | { text: string; href: string })[];
};

const FONT =
  "-apple-system,BlinkMacSystemFont,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans SC',Roboto,sans-serif";
const BUTTON =
  "display:inline-block;padding:11px 20px;border-radius:6px;background:#2a52d1;color:#ffffff;font-weight:600;text-decoration:none";

/**
 * A mail's HTML, the same for whoever it goes to. Mail programs know no stylesheets: one column, a button that is a link, and colours
 * that stay readable where a program turns them round. Pure.
 */
export function mailHtml({ locale, brand, title, blocks, foot }: Mail): string {
  const small = foot.map((line) =>
    typeof line === "string"
      ? escapeHtml(line)
      : `<a href="${escapeHtml(line.href)}" style="color:#5b616e">${escapeHtml(line.text)}</a>`,
  );
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>`,
    `<body style="margin:0;padding:24px 12px;background:#f4f5f7;color:#17191f;font-family:${FONT};font-size:16px;line-height:1.6">`,
    '<div style="max-width:560px;margin:0 auto">',
    `<p style="margin:0 0 12px;padding:0 4px;font-size:15px;font-weight:700;color:#2a52d1">${escapeHtml(brand)}</p>`,
    '<div style="padding:24px;border:1px solid #e1e3e8;border-radius:10px;background:#ffffff">',
    `<h1 style="margin:0 0 12px;font-size:20px;line-height:1.35">${escapeHtml(title)}</h1>`,
    ...blocks.map((block, i) => blockHtml(block, i, blocks.length)),
    "</div>",
    `<p style="margin:16px 0 0;padding:0 4px;font-size:13px;color:#5b616e">${small.join("<br>")}</p>`,
    "</div></body></html>",
  ].join("\n");
}

/** One thing alone has a button; of several each has a link, and a line above it. */
function blockHtml({ title, body, action, href, lang }: MailBlock, index: number, of: number): string {
  const alone = of === 1;
  const line = index === 0 ? "" : ";margin-top:16px;padding-top:16px;border-top:1px solid #e1e3e8";
  return [
    `<div${lang ? ` lang="${lang}"` : ""} style="margin:0${line}">`,
    ...(title === undefined ? [] : [`<h2 style="margin:0 0 4px;font-size:16px">${escapeHtml(title)}</h2>`]),
    `<p style="margin:0 0 ${alone ? 20 : 6}px;white-space:pre-line">${escapeHtml(body)}</p>`,
    `<p style="margin:0"><a href="${escapeHtml(href)}" style="${alone ? BUTTON : "color:#2a52d1"}">${escapeHtml(action)}</a></p>`,
    "</div>",
  ].join("\n");
}
