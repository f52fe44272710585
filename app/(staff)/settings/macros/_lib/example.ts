import type { MacroVariable } from "#server/tickets/schemas.ts";

/** A ticket that never was, to show how a macro reads. The real one is filled on the server, where its contacts are. */
const examples: Record<"zh-CN" | "en", Record<MacroVariable, string>> = {
  "zh-CN": {
    "ticket.number": "TK202611230007",
    "ticket.link": "https://…/t/TK202611230007",
    "order.number": "DD20261123000001",
    "order.amount": "¥200.00",
    "order.product": "1000 钻石",
    "order.target": "138****0000",
    "payment.number": "4200002026112300001",
    "payment.channel": "alipay",
    cause: "支付成功，回调未到",
    due: "11月23日 15:05",
    "agent.name": "林小满",
  },
  en: {
    "ticket.number": "TK202611230007",
    "ticket.link": "https://…/t/TK202611230007",
    "order.number": "DD20261123000001",
    "order.amount": "¥200.00",
    "order.product": "1000 diamonds",
    "order.target": "138****0000",
    "payment.number": "4200002026112300001",
    "payment.channel": "alipay",
    cause: "Paid, and no callback came",
    due: "23 Nov, 15:05 (Beijing time)",
    "agent.name": "Lin Xiaoman",
  },
};

/** The text as it might read. Variables that there are none of stay as they are. Pure. */
export function exampleOf(template: string, locale: "zh-CN" | "en"): string {
  const values: Record<string, string | undefined> = examples[locale];
  return template.replaceAll(/\{\{\s*([^{}]{1,60}?)\s*\}\}/g, (whole, name: string) => values[name] ?? whole);
}
