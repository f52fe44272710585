import { buyAtGateway } from "../fixtures/buy.ts";
import { billPng, disguised } from "../fixtures/files.ts";
import { expect, test } from "../fixtures/test.ts";
import { locales, pattern, speak, wordsOf } from "../fixtures/words.ts";
import { answerAll, startChecklist } from "./customer.ts";

for (const locale of locales) {
  test(`a held order is appealed, asked about, looked at, and passed; its owner follows all of it (${locale})`, async ({
    page,
    as,
  }) => {
    const { own, one, queue, items } = wordsOf(locale).appeals;
    const order = await buyAtGateway("RISK_PLATFORM_HOLD");
    await speak(page, locale);
    const id = await startChecklist(page, locale, order);
    await answerAll(page, locale);
    await page.getByRole("link", { name: wordsOf(locale).customer.result.appeal }).click();
    await page.waitForURL(/\/appeal$/);
    await expect(page.getByRole("heading", { level: 1, name: own.title })).toBeVisible();
    // Nothing on the page says which rule it was.
    await expect(page.locator("body")).not.toContainText(/velocity|RULE|风控|risk/i);

    await page.getByRole("textbox").first().fill("给家人充值 / for my family");
    await page.getByRole("button", { name: own.submit }).click();
    await expect(page.getByText(own.sent)).toBeVisible();
    await expect(page.getByText(own.state.submitted)).toBeVisible();

    const agent = await as("agent");
    await speak(agent, locale, "/risk");
    const row = agent.getByRole("link").filter({ hasText: order.orderNo });
    await expect(row).toContainText("¥200.00");
    await row.click();
    await agent.getByRole("button", { name: one.claim }).click();
    await expect(agent.getByRole("button", { name: one.giveBack })).toBeVisible();
    await agent.getByRole("button", { name: one.ask }).click();
    const dialog = agent.getByRole("dialog");
    await dialog.getByLabel(items.identity).check();
    await dialog.getByRole("button", { name: one.askSend }).click();
    await expect(agent.getByText(queue.group.waiting).first()).toBeVisible();

    await page.goto(`/d/${id}/appeal`);
    await expect(page.getByText(own.state.waiting_for_you)).toBeVisible();
    const document = page.locator("#item-identity");
    await document.getByLabel(own.picture).setInputFiles(disguised);
    await document.getByRole("button", { name: own.upload }).click();
    await expect(document.getByRole("alert")).toBeVisible();
    await document
      .getByLabel(own.picture)
      .setInputFiles({ name: "card.png", mimeType: "image/png", buffer: await billPng() });
    await document.getByRole("button", { name: own.upload }).click();
    await expect(document.getByText(own.documentGiven)).toBeVisible();
    await expect(page.getByText(own.state.in_review).first()).toBeVisible();

    await expect(agent.getByText(one.lookForbidden)).toBeVisible();
    const lead = await as("lead");
    await speak(lead, locale, "/risk");
    await lead.goto(agent.url());
    await lead.getByRole("button", { name: one.look, exact: true }).click();
    await lead.getByLabel(one.lookReason).fill("核对姓名 / compare the name");
    await lead.getByRole("dialog").getByRole("button", { name: one.lookOpen, exact: true }).click();
    await expect(lead.getByRole("img", { name: one.lookAlt })).toBeVisible();

    await agent.reload();
    await agent.getByRole("button", { name: one.pass, exact: true }).click();
    await agent.getByRole("dialog").getByRole("button", { name: one.confirmPass }).click();
    await expect(agent.getByText(one.result, { exact: true })).toBeVisible();

    await page.goto(`/d/${id}/appeal`);
    await expect(page.getByText(own.state.passed).first()).toBeVisible();
    await expect(page.getByText(own.why, { exact: true })).toBeVisible();
    await page.getByRole("link", { name: own.ticket }).click();
    await page.waitForURL(/\/t\/TK\d+$/);
    await expect(page.getByRole("heading", { name: own.titleProgress })).toBeVisible();
  });
}

test("without a script an appeal is sent and a document given", async ({ browser, baseURL }) => {
  const { own } = wordsOf("zh-CN").appeals;
  const order = await buyAtGateway("RISK_PLATFORM_HOLD");
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "zh-CN", baseURL });
  const page = await context.newPage();
  await startChecklist(page, "zh-CN", order);
  const id = /\/d\/([^/]+)/.exec(page.url())?.[1] ?? "";
  await page.goto(`/d/${id}/appeal`);
  await page.getByRole("textbox").first().fill("给家人充值");
  await page.getByRole("button", { name: own.submit }).click();
  await expect(page.getByText(own.sent)).toBeVisible();
  await expect(page.getByText(pattern(own.due)).or(page.getByText(own.state.submitted)).first()).toBeVisible();
  await context.close();
});
