/** How the shop puts Daozhang's panel on its pages: what any platform would do, under a policy without unsafe-inline. */

export type PanelData = Partial<
  Record<
    "channel" | "amount-fen" | "sku" | "order" | "precheck" | "failed" | "lang" | "theme" | "faq" | "height",
    string
  >
>;

const attribute = (value: string) => value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The script element that shows the panel where it stands. @param base where Daozhang is */
export function panelScript(base: string, data: PanelData): string {
  const all = Object.entries(data).map(([name, value]) => ` data-${name}="${attribute(value)}"`);
  return `<script src="${attribute(base)}/embed.js"${all.join("")} async></script>`;
}

const checkoutNames = ["channel", "amount-fen", "sku", "order", "precheck", "failed", "lang", "theme"] as const;

/** What a checkout page is asked to tell the panel, as the members of its own address. */
export const checkoutData = (query: URLSearchParams): PanelData =>
  Object.fromEntries(checkoutNames.flatMap((name) => (query.get(name) ? [[name, query.get(name) ?? ""]] : [])));

/** The policy of the shop's pages: nothing inline, scripts of the shop's own and Daozhang's one, frames of Daozhang's. */
export function pagePolicy(base: string): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    `script-src 'self' ${base}/embed.js`,
    `frame-src ${base}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The shop's own script: what is chosen on the page is told to the panel. */
export const payScript = `addEventListener("change", function (event) {
  var form = event.target.form;
  if (!form || !window.Daozhang || !/^(sku|channel)$/.test(event.target.name)) return;
  var product = form.querySelector('input[name="sku"]:checked');
  var channel = form.querySelector('input[name="channel"]:checked');
  window.Daozhang.update({ sku: product.value, channel: channel.value, amountFen: product.dataset.fen });
});
`;
