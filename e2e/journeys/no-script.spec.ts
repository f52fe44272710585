import { buy } from "../fixtures/buy.ts";
import { billPng } from "../fixtures/files.ts";
import { expect, test } from "../fixtures/test.ts";
import { locales, speak, wordsOf } from "../fixtures/words.ts";
import { answerAll, askedOn, goToProofs, startChecklist, submitTicket } from "./customer.ts";

test.use({ javaScriptEnabled: false });

for (const locale of locales) {
  test(`without JavaScript a customer gets from a failure to a ticket (${locale})`, async ({ page }) => {
    const { proofs, ticket, done } = wordsOf(locale).customer;
    await speak(page, locale);
    const order = await buy("CB_MISSING");
    await startChecklist(page, locale, order);
    await answerAll(page, locale);
    await goToProofs(page, locale);
    await page
      .getByLabel(proofs.file)
      .setInputFiles({ name: "bill.png", mimeType: "image/png", buffer: await billPng() });
    await page.getByRole("button", { name: proofs.upload, exact: true }).click();
    await expect(page.getByRole("link", { name: proofs.continue })).toBeVisible();
    const number = await submitTicket(page, locale, "付了钱没有到账", order.phone);
    await page.getByRole("link", { name: done.open }).click();
    await page.waitForURL(new RegExp(`/t/${number}$`));
    await page.getByLabel(ticket.reply).fill("还在等 / still waiting");
    await page.getByRole("button", { name: ticket.replySend }).click();
    await expect(page.getByText("还在等 / still waiting")).toBeVisible();
  });
}

test("without JavaScript a question can be answered, and taken back", async ({ page }) => {
  const locale = "zh-CN";
  const { question } = wordsOf(locale).customer;
  await speak(page, locale);
  await startChecklist(page, locale, await buy("PAY_UNPAID"));
  const asked = askedOn(page);
  const first = await asked.inputValue();
  await page.locator('input[name="answer"][value="no"]').check();
  await page.getByRole("button", { name: question.submit }).click();
  await expect(asked.and(page.locator(`[value="${first}"]`))).toHaveCount(0);
  await page.getByRole("link", { name: question.back }).click();
  await expect(asked).toHaveValue(first);
});
