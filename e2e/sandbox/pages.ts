import { channels, products } from "./catalogue.ts";
import { type PanelData, panelScript } from "./embed.ts";
import type { ShopOrder } from "./shop.ts";
import { type StoryKind, withoutPayment } from "./stories.ts";
import { commonFates, fateOf, type Locale, moreFates, type Words, wordsOf } from "./words.ts";

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const text = (value: string) => value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
const yuan = (fen: number) => `¥${(fen / 100).toFixed(2)}`;

function layout(locale: Locale, path: string, body: string, heading = true): string {
  const words = wordsOf(locale);
  const other = locale === "zh" ? "en" : "zh-CN";
  return `<!doctype html>
<html lang="${locale === "zh" ? "zh-CN" : "en"}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.shop}</title><link rel="stylesheet" href="/sandbox/style.css"></head>
<body><header><div class="bar">${heading ? `<h1 class="logo"><a href="/sandbox">${words.shop}</a></h1>` : `<a class="logo" href="/sandbox">${words.shop}</a>`}
<a href="/locale?to=${other}&amp;back=${encodeURIComponent(path)}" lang="${other}">${words.language}</a></div>
<p class="fake">${words.fake}</p></header><main>${body}</main></body></html>`;
}

/**
 * The shop's front, which is its payment page, too: choose a product, a way to pay and a failure.
 * @param base where Daozhang is: its panel says whether what is chosen will go through
 */
export function shopPage(
  locale: Locale,
  recent: readonly ShopOrder[],
  suggested: string,
  base: string,
  error?: string,
): string {
  const words = wordsOf(locale);
  const name = (item: { name: string; nameEn: string }) => text(locale === "zh" ? item.name : item.nameEn);
  const goods = products.map((product, index) =>
    card(
      "sku",
      product.sku,
      index === 1,
      `<b>${name(product)}</b><span class="price">${yuan(product.priceFen)}</span>`,
      ` data-fen="${product.priceFen}"`,
    ),
  );
  const ways = channels.map((channel, index) => card("channel", channel.code, index === 0, `<b>${name(channel)}</b>`));
  const fate = (kind: StoryKind, chosen: boolean) => {
    const { title, tells } = fateOf(kind, locale);
    return card("kind", kind, chosen, `<b>${text(title)}</b><span>${text(tells)}</span>`);
  };
  const fates = commonFates.map((kind, index) => fate(kind, index === 0));
  const more = moreFates.map(
    ({ stage, kinds }) =>
      `<h3>${words.stage[stage]}</h3><div class="grid wide">${kinds.map((kind) => fate(kind, false)).join("")}</div>`,
  );
  const first = {
    channel: channels[0]?.code ?? "",
    sku: products[1]?.sku ?? "",
    "amount-fen": `${products[1]?.priceFen}`,
  };
  const panel = panelScript(base, { ...first, lang: locale, height: "240" });
  return layout(
    locale,
    "/sandbox",
    `${error ? `<p class="error" role="alert">${text(error)}</p>` : ""}
<form method="post" action="/sandbox/buy">
${group(words.product, goods, "grid")}
<div class="field"><label for="target">${words.targetTitle}</label><p class="hint" id="target-hint">${words.targetHint}</p>
<input id="target" name="target" value="${text(suggested)}" maxlength="60" required aria-describedby="target-hint" autocomplete="off"></div>
${group(words.pay, ways, "grid")}
<div class="panel">${panel}</div><script src="/sandbox/pay.js" defer></script>
${group(words.fate, fates, "grid wide", words.fateHint, `<details><summary>${words.more}</summary>${more.join("")}</details>`)}
<button type="submit">${words.buy}</button></form>${recentList(words, locale, recent)}`,
  );
}

function recentList(words: Words, locale: Locale, recent: readonly ShopOrder[]): string {
  if (recent.length === 0) return "";
  const rows = recent.map(
    ({ purchase, kind }) =>
      `<li><a href="/sandbox/orders/${purchase.orderNo}">${purchase.orderNo}</a> <span>${text(fateOf(kind, locale).title)}</span></li>`,
  );
  return `<section><h2>${words.recent}</h2><ul class="recent">${rows.join("")}</ul></section>`;
}

/** One order, as its customer sees it, and below what the shop has sent about it. */
export function orderPage(
  locale: Locale,
  order: ShopOrder,
  base: string,
  notice?: { text: string; bad: boolean },
): string {
  const words = wordsOf(locale);
  const { purchase, kind } = order;
  const paid = !withoutPayment.includes(kind);
  const paymentNo = hasGatewayNumber(order) ? purchase.gatewayTradeNo : purchase.outTradeNo;
  const rows: [string, string][] = [
    [words.orderNo, `<span class="number">${purchase.orderNo}</span>`],
    [
      words.paymentNo,
      paid
        ? `<span class="number">${paymentNo}</span> <em>${words.lastSix} <b>${paymentNo.slice(-6)}</b></em>`
        : words.unpaid,
    ],
    [words.amount, yuan(purchase.product.priceFen)],
    [words.target[purchase.product.target], text(purchase.target)],
    [words.channel, text(locale === "zh" ? purchase.channel.name : purchase.channel.nameEn)],
    [words.phone, order.phone],
    [words.placed, shopTime(purchase.at)],
  ];
  const list = rows.map(([term, value]) => `<div><dt>${term}</dt><dd>${value}</dd></div>`).join("");
  const query = new URLSearchParams({ order: purchase.orderNo, ...(paid ? { payment: paymentNo } : {}) });
  return layout(
    locale,
    `/sandbox/orders/${purchase.orderNo}`,
    `${notice ? `<p class="${notice.bad ? "error" : "done"}" role="${notice.bad ? "alert" : "status"}">${text(notice.text)}</p>` : ""}
<section class="receipt"><h1>${text(locale === "zh" ? purchase.product.name : purchase.product.nameEn)}</h1>
<p class="state">${words.status[shownStatus(order)]}</p><dl>${list}</dl>
${hasFailed(order) ? panelScript(base, { order: purchase.orderNo, failed: "true", faq: "off", lang: locale }) : ""}
<a class="button" href="/?${text(query.toString())}">${words.help}</a><p class="hint">${words.helpHint}</p>
<p><a href="/sandbox/orders/${purchase.orderNo}/support">${words.support}</a> <span class="hint">${words.supportHint}</span></p></section>
${director(words, locale, order)}<p><a href="/sandbox">${words.again}</a></p>`,
    false,
  );
}

function director(words: Words, locale: Locale, order: ShopOrder): string {
  const fate = fateOf(order.kind, locale);
  const events = order.events.map(
    (event) => `<li><time>${shopTime(new Date(event.time)).slice(11)}</time> <code>${event.type}</code></li>`,
  );
  const button =
    fate.mend && !order.mended
      ? `<form method="post" action="/sandbox/orders/${order.purchase.orderNo}/mend"><button class="quiet" type="submit">${text(fate.mend)}</button></form>`
      : "";
  return `<section class="director"><h2>${words.director}</h2><p><b>${text(fate.title)}</b> · ${text(fate.tells)}</p>
<p class="hint">${words.directorHint}</p><ol>${events.join("")}</ol>${button}</section>`;
}

/** A bare checkout with nothing on it but Daozhang's panel, told what its address says. For trying the panel out. */
export function checkoutPage(locale: Locale, base: string, data: PanelData): string {
  return layout(locale, "/sandbox/checkout", `<div class="panel">${panelScript(base, data)}</div>`);
}

export function missingPage(locale: Locale): string {
  const words = wordsOf(locale);
  return layout(locale, "/sandbox", `<p>${words.missing}</p><p><a href="/sandbox">${words.again}</a></p>`);
}

/** Nothing was paid, as far as the shop knows: its customers are shown the way to the checklist at once. */
const hasFailed = (order: ShopOrder) => order.kind !== "OK" && !hasGatewayNumber(order);
const hasGatewayNumber = (order: ShopOrder) => order.events.some((event) => event.type === "topup.payment.succeeded");
/** What the shop's own page says: the last status that it sent. */
function shownStatus(order: ShopOrder): keyof Words["status"] {
  const last = order.events.filter((event) => event.type === "topup.order.status_changed").at(-1)?.data.status;
  const shown: Record<string, keyof Words["status"]> = {
    paid: "processing",
    fulfilling: "processing",
    under_review: "review",
    completed: "done",
    failed: "failed",
    cancelled: "closed",
    expired: "closed",
  };
  return shown[String(last)] ?? "waiting";
}

function group(title: string, cards: readonly string[], style: string, hint = "", more = ""): string {
  return `<fieldset><legend>${title}</legend>${hint ? `<p class="hint">${hint}</p>` : ""}<div class="${style}">${cards.join("")}</div>${more}</fieldset>`;
}
function card(name: string, value: string, chosen: boolean, inner: string, more = ""): string {
  return `<label class="card"><input type="radio" name="${name}" value="${value}"${chosen ? " checked" : ""}${more} required>${inner}</label>`;
}
const shopTime = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
