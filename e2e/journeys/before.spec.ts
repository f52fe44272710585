import { randomInt } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Frame, Page } from "@playwright/test";
import type { CloudEvent } from "#server/orders/schemas.ts";
import { Api } from "../fixtures/api.ts";
import { buy, journeysTarget } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { locales, speak, wordsOf } from "../fixtures/words.ts";
import { pagePolicy, panelScript } from "../sandbox/embed.ts";
import { sendEvents } from "../sandbox/send.ts";
import { startChecklist } from "./customer.ts";

const base = () => process.env.E2E_URL ?? "";
const shop = () => process.env.E2E_SANDBOX_URL ?? "";

/** A channel and a customer of this test's own, so that tests side by side share neither limits nor troubles. */
function own() {
  const serial = randomInt(1_000_000);
  return { channel: `before-${serial}`, customerId: `UB${serial}` };
}
const tell = (type: string, data: Record<string, unknown>) => {
  const subject = String(data.channel ?? data.customerId);
  const event = {
    specversion: "1.0" as const,
    id: `${subject}:${randomInt(1e9)}`,
    source: "/shops/sandbox",
    type,
    subject,
  };
  const time = new Date(Date.now() - 1_000).toISOString();
  return sendEvents(journeysTarget(), [{ ...event, time, data } as CloudEvent]);
};

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    for (const locale of locales) {
      test(`who wants to pay sees whether it will go through (${locale})`, async ({ page }) => {
        const { form, verdict, guide, faq } = wordsOf(locale).before;
        const { channel } = own();
        await tell("topup.channel.updated", { channel, status: "up", dailyLimitFen: 500_000 });
        await speak(page, locale, "/before");
        await expect(page.getByRole("heading", { name: guide.title })).toBeVisible();
        await page.goto(`/before?channel=${channel}`);
        await page.getByLabel(form.amount).fill("6000");
        await page.getByRole("button", { name: form.submit }).click();
        await expect(page.getByText(verdict.fail)).toBeVisible();
        const told = locale === "en" ? "¥6,000 now will fail" : "单日支付限额5000元，当前充值6000元将失败";
        await expect(page.locator("[data-reason=PAY_BUYER_LIMIT]")).toContainText(told);
        await page.getByLabel(form.amount).fill("-1");
        await page.getByRole("button", { name: form.submit }).click();
        await expect(page.getByRole("alert").filter({ hasText: form.badAmount })).toBeVisible();
        await expect(page.getByLabel(form.amount)).toHaveValue("-1");
        await page.getByLabel(form.amount).fill("5000");
        await page.getByRole("button", { name: form.submit }).click();
        await expect(page.getByText(verdict.ok, { exact: true })).toBeVisible();
        await page.getByText(faq.items.official.q).click();
        await expect(page.getByText(faq.items.official.a)).toBeVisible();
      });
    }
  });
}

test("who asks without end is told to wait, and may read on", async ({ page }) => {
  await speak(page, "en");
  for (let n = 0; n < 60; n++) await page.request.get("/before?amount=1");
  await page.goto("/before?amount=1");
  await expect(page.getByRole("alert").filter({ hasText: "That was too often" })).toBeVisible();
  await expect(page.getByRole("heading", { name: wordsOf("en").before.guide.title })).toBeVisible();
});

test("who has proven an order sees what they can pay, and why", async ({ page }) => {
  const { own: words, credit, verdict } = wordsOf("zh-CN").before;
  await speak(page, "zh-CN");
  const order = await buy("CB_MISSING");
  await page.goto("/before");
  await expect(page.getByRole("heading", { name: words.title })).toHaveCount(0);
  await startChecklist(page, "zh-CN", order);
  await page.goto("/before?amount=20");
  await expect(page.getByRole("heading", { name: words.title })).toBeVisible();
  await page.goto(`/before?amount=20&channel=${order.channel.code}`);
  // Their earlier order was charged and nothing came: nobody tells them to pay now.
  await expect(page.getByText(verdict.hold)).toBeVisible();
  await expect(page.locator("[data-reason=UNRESOLVED_PAYMENT]")).toBeVisible();
  await page.getByRole("link", { name: words.more }).click();
  await expect(page.getByText(credit.score, { exact: true })).toBeVisible();
  await expect(page.getByText(credit.part.completedOrders)).toBeVisible();
});

/** Opens the shop's checkout on its own origin, whose policy allows Daozhang's script and frame and nothing inline. */
async function payAt(page: Page, data: Record<string, string>): Promise<string[]> {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(`${shop()}/sandbox/checkout?${new URLSearchParams(data)}`);
  return complaints;
}

async function panelOf(page: Page, title: string): Promise<Frame> {
  const element = page.locator(`iframe[title="${title}"]`);
  await expect.poll(async () => (await element.boundingBox())?.height ?? 0).toBeGreaterThan(60);
  const frame = await (await element.elementHandle())?.contentFrame();
  if (!frame) throw new Error("The panel is no frame.");
  return frame;
}

test("a shop's payment page shows the panel in a frame that can touch nothing", async ({ page }) => {
  const words = wordsOf("zh-CN").before;
  const { channel, customerId } = own();
  await tell("topup.channel.updated", { channel, status: "up", dailyLimitFen: 500_000 });
  await tell("topup.customer.updated", { customerId, frozen: true });
  const input = { customerId, amountFen: 600_000, channel, sku: "S1" };
  const answer = await new Api().post<{ id: string; verdict: string }>("/api/v1/prechecks", input);
  expect(answer).toMatchObject({ status: 200, body: { verdict: "will_fail" } });
  const complaints = await payAt(page, { channel, "amount-fen": "600000", precheck: answer.body.id, lang: "zh" });
  const panel = await panelOf(page, words.embed.title);
  await expect(panel.getByText("账户已被冻结", { exact: false })).toBeVisible();
  await expect(panel.getByText("单日支付限额5000元，当前充值6000元将失败", { exact: false })).toBeVisible();
  await panel.getByText(words.guide.title).click();
  await expect(panel.getByText(words.guide.steps.pay.text)).toBeVisible();
  expect(await panel.evaluate(() => window.origin)).toBe("null");
  // It grew with what was opened in it, and nothing in it scrolls by itself.
  await expect
    .poll(() => panel.evaluate(() => document.documentElement.scrollHeight - window.innerHeight))
    .toBeLessThanOrEqual(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
});

test("after a failure the panel leads to the checklist with the order filled in", async ({ page, context }) => {
  const words = wordsOf("zh-CN").before;
  const order = await buy("PAY_CLOSED");
  await payAt(page, { channel: order.channel.code, lang: "zh" });
  const panel = await panelOf(page, words.embed.title);
  await expect(panel.getByRole("link", { name: words.embed.failedLink })).toHaveCount(0);
  await expect(panel.getByText(words.verdict.ok, { exact: true })).toBeVisible();
  await page.evaluate((orderNo) => {
    (window as unknown as { Daozhang: { failed(what: object): void } }).Daozhang.failed({ orderNo });
  }, order.orderNo);
  const link = panel.getByRole("link", { name: words.embed.failedLink });
  await expect(link).toBeVisible();
  await expect(panel.getByText(words.verdict.ok, { exact: true })).toHaveCount(0);
  const [opened] = await Promise.all([context.waitForEvent("page"), link.click()]);
  await opened.waitForLoadState();
  expect(new URL(opened.url()).searchParams.get("order")).toBe(order.orderNo);
  await expect(opened.getByRole("textbox").first()).toHaveValue(order.orderNo);
});

test("the questions float over the page, open by keyboard, and close again", async ({ page }) => {
  const words = wordsOf("en").before;
  await payAt(page, { lang: "en", theme: "dark" });
  const panel = await panelOf(page, words.embed.title);
  expect(await panel.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme])).toEqual([
    "en",
    "dark",
  ]);
  // The button stands in a closed shadow root, where the page's own styles do not reach: the keyboard does.
  const questions = () => page.frames().find((frame) => frame.url().includes("view=faq"));
  await expect(async () => {
    if (questions()) return;
    await page.keyboard.press("Tab");
    const onFloat = await page.evaluate(() => {
      const active = document.activeElement as HTMLElement | null;
      return active?.parentElement === document.body && active.style.position === "fixed";
    });
    if (onFloat) await page.keyboard.press("Enter");
    expect(questions()).toBeDefined();
  }).toPass();
  const frame = questions();
  if (!frame) throw new Error("no questions");
  await expect(frame.getByText(words.faq.items.limit.q)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(frame.getByText(words.faq.items.limit.q)).toBeHidden();
});

test("a site that the settings do not name is shown nothing", async ({ page }) => {
  const stranger = createServer((_request, response) => {
    const headers = { "content-type": "text/html", "content-security-policy": pagePolicy(base()) };
    response.writeHead(200, headers).end(`<body><h1>Elsewhere</h1>${panelScript(base(), {})}</body>`);
  });
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  try {
    await page.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`);
    await expect(page.locator("iframe")).toBeAttached();
    await expect.poll(() => page.frames().length).toBeGreaterThan(1);
    await page.waitForLoadState("load");
    await expect(page.locator("iframe")).toBeHidden();
  } finally {
    stranger.close();
    stranger.closeAllConnections();
  }
});

test("the sandbox shop's payment page tells the panel what is chosen", async ({ page }) => {
  const words = wordsOf("zh-CN").before;
  await speak(page, "zh-CN");
  await page.goto(`${shop()}/sandbox`);
  await panelOf(page, words.embed.title);
  await page.locator('input[name="sku"][value="wallet-1000"]').check();
  const panel = page.locator(`iframe[title="${words.embed.title}"]`);
  await expect(panel).toHaveAttribute("src", /sku=wallet-1000/);
  await expect(panel).toHaveAttribute("src", /amountFen=100000/);
});

test.describe("risk rules", () => {
  test("are changed by two managers, who see what they would have done", async ({ as, isMobile }) => {
    // Rules are everybody's: one project changes them.
    test.skip(isMobile === true, "once is enough");
    const { riskRules: words } = wordsOf("en");
    await buy("OK");
    const [maker, checker] = [await as("manager"), await as("admin")];
    await maker.goto("/risk/rules");
    await maker.getByRole("button", { name: words.edit.start }).click();
    const rule = maker.getByRole("group", { name: words.signal.coupon_reuse });
    const uses = rule.getByLabel(words.field.threshold.coupon_reuse);
    const wanted = String(Number(await uses.inputValue()) + 1);
    await uses.fill("abc");
    await expect(rule.getByText(words.edit.fieldWrong)).toBeVisible();
    await uses.fill(wanted);
    await maker.getByLabel(words.edit.note).fill("journey");
    await maker.getByRole("button", { name: words.edit.try }).click();
    await expect(maker.getByRole("region", { name: words.dry.title })).toBeVisible();
    await maker.getByRole("button", { name: words.edit.propose }).click();
    await expect(maker.getByText(words.proposal.own)).toBeVisible();
    await expect(maker.getByRole("button", { name: words.proposal.confirm })).toHaveCount(0);
    await checker.goto("/risk/rules");
    await checker.getByRole("button", { name: words.proposal.confirm }).click();
    await expect(checker.getByText(words.proposal.confirmed)).toBeVisible();
    await expect(checker.getByText(`used ${wanted} times`)).toBeVisible();
  });

  test("are nobody else's to see", async ({ as }) => {
    const page = await as("agent");
    await speak(page, "en");
    await page.goto("/risk/rules");
    await expect(page.getByText(wordsOf("en").riskRules.forbidden)).toBeVisible();
  });
});

test("a customer's limits are set by a manager, with a reason that colleagues see", async ({ as }) => {
  const { customers: words } = wordsOf("en").riskRules;
  const order = await buy("OK");
  const page = await as("manager");
  await speak(page, "en");
  await page.goto("/risk/customers");
  await page.getByLabel(words.id).fill(order.customerId);
  await page.getByRole("button", { name: words.search }).click();
  await expect(page.getByText(words.by.score).first()).toBeVisible();
  await page.getByLabel(words.kind).selectOption("limits");
  await page.getByLabel(words.singleFen).fill("1234.50");
  await page.getByLabel(words.dailyFen).fill("4000");
  await page.getByLabel(words.reason).fill("regular customer");
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
  await page.getByLabel(words.expires).fill(tomorrow);
  await page.getByRole("button", { name: words.save }).click();
  await expect(page.getByText("¥1,234.50 at once, ¥4,000.00 in a day")).toBeVisible();
  await expect(page.getByText(words.by.person).first()).toBeVisible();
  const agent = await as("agent");
  await speak(agent, "en");
  await agent.goto(`/risk/customers?id=${order.customerId}`);
  await expect(agent.getByText("regular customer")).toBeVisible();
  await expect(agent.getByText(words.readOnly)).toBeVisible();
  await page.getByRole("button", { name: words.withdraw }).click();
  await expect(page.getByText(words.state.withdrawn, { exact: true })).toBeVisible();
});
