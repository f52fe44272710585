import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { bill } from "#server/reading/testing/bills.ts";
import { distort } from "#server/reading/testing/distort.ts";
import { Api } from "../fixtures/api.ts";
import { type Bought, buyAtGateway } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { type Locale, pattern, speak, wordsOf } from "../fixtures/words.ts";

type Opened = { number: string; accessUrl: string };

/** The bill of a purchase as the payment app shows it, or one whose sum was changed afterwards. */
async function billOf(order: Bought, amountFen = order.product.priceFen): Promise<Buffer> {
  const facts = {
    amountFen,
    paidAt: order.at.toISOString(),
    paymentNo: order.gatewayTradeNo,
    orderNo: order.orderNo,
    payee: "星河网络科技有限公司",
  };
  return distort(await bill("wechat", facts), "small");
}

async function upload(picture: Buffer, name: string): Promise<string> {
  const { status, body } = await new Api().upload(picture, name);
  expect(status).toBe(201);
  return body.id;
}

async function open(order: Bought, attachmentIds: string[]): Promise<Opened> {
  const api = new Api();
  const run = await api.post<{ id: string }>("/api/v1/diagnoses", {
    orderNo: order.orderNo,
    onBehalfOf: order.customerId,
  });
  const opened = await api.post<Opened>(`/api/v1/diagnoses/${run.body.id}/ticket`, {
    claim: "complete_topup",
    description: "付款成功但没有到账",
    contact: order.phone,
    attachmentIds,
  });
  expect(opened.status).toBe(201);
  return opened.body;
}

const cropsLoaded = (page: Page) =>
  expect
    .poll(() =>
      page
        .locator('img[src*="/crop?"]:visible')
        .evaluateAll(
          (images) => images.length > 0 && images.every((image) => (image as HTMLImageElement).naturalWidth > 0),
        ),
    )
    .toBe(true);

test("an altered and a re-used screenshot stand out at the desk, and the customer sees only their own", async ({
  as,
  page,
}, info) => {
  const locale: Locale = info.project.name === "phone" ? "zh-CN" : "en";
  const words = wordsOf(locale).proofs;
  const [mine, theirs] = [await buyAtGateway("CB_MISSING"), await buyAtGateway("CB_MISSING")];
  const genuine = await billOf(mine);
  const ticket = await open(mine, [
    await upload(genuine, "genuine.png"),
    await upload(await billOf(mine, 2_000_000), "altered.png"),
  ]);
  const second = await open(theirs, [await upload(genuine, "borrowed.png")]);

  const agent = await as("agent");
  await speak(agent, locale, "/desk");
  await agent.goto(`/desk/${ticket.number}?queue=all`);
  const section = agent.locator("section").filter({ has: agent.getByRole("heading", { name: words.title }) });
  const card = (name: string) => section.getByRole("listitem").filter({ hasText: name }).first();
  // Every picture of this ticket is on the other one too, or has its payment number.
  await expect(card("altered.png").getByText(words.overall.differs)).toBeVisible();
  await expect(card("altered.png").getByText(words.flag.altered_amount)).toBeVisible();
  await expect(card("genuine.png").getByText(words.overall.agrees)).toBeVisible();
  await expect(card("genuine.png").getByText(words.flag.same_picture)).toBeVisible();
  await expect(
    card("genuine.png")
      .getByRole("link", { name: pattern(words.openTicket) })
      .first(),
  ).toBeVisible();
  await card("altered.png").scrollIntoViewIfNeeded();
  const amount = card("altered.png").getByRole("row").filter({ hasText: words.field.amountFen });
  await expect(amount.getByText("20,000.00")).toBeVisible();
  await expect(amount.getByText(words.reason.different)).toBeVisible();
  // By keyboard: closed and opened again.
  const toggle = card("altered.png").getByRole("button", { name: words.hide });
  await toggle.focus();
  await agent.keyboard.press("Enter");
  await expect(card("altered.png").getByRole("table")).toHaveCount(0);
  await agent.keyboard.press("Enter");
  await expect(card("altered.png").getByRole("table")).toBeVisible();
  await section.scrollIntoViewIfNeeded();
  for (const image of await section.locator('img[src*="/crop?"]').all()) await image.scrollIntoViewIfNeeded();
  await cropsLoaded(agent);
  await shoot(agent, info.project.name, "desk");
  expect((await new AxeBuilder({ page: agent }).include("main").analyze()).violations).toEqual([]);

  await page.goto(ticket.accessUrl);
  await speak(page, locale, `/t/${ticket.number}`);
  const own = wordsOf(locale).proofs.own;
  await expect(page.getByRole("heading", { name: own.title })).toBeVisible();
  await expect(page.getByText(own.match, { exact: true }).first()).toBeVisible();
  await expect(page.getByText(own.mismatch, { exact: true }).first()).toBeVisible();
  expect(await page.content()).not.toContain(second.number);
  for (const image of await page.locator('img[src*="/crop?"]').all()) await image.scrollIntoViewIfNeeded();
  await cropsLoaded(page);
  await shoot(page, info.project.name, "customer");
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});

/** For looking at the pages: SHOTS=folder keeps pictures of them in both themes and several widths. */
async function shoot(page: Page, project: string, what: string): Promise<void> {
  const folder = process.env.SHOTS;
  if (!folder) return;
  const before = page.viewportSize();
  const widths = project === "phone" ? [360] : [1_024, 1_440, 1_920];
  for (const theme of ["light", "dark"]) {
    await page.evaluate((name) => document.documentElement.setAttribute("data-theme", name), theme);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 1_000 });
      await page.waitForTimeout(300);
      await page.screenshot({
        path: `${folder}/${what}-${project}-${theme}-${width}.png`,
        fullPage: what === "customer",
      });
    }
  }
  if (before) await page.setViewportSize(before);
}
