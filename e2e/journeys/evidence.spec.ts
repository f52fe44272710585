import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { buy } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { locales, speak, wordsOf } from "../fixtures/words.ts";
import { openTicketInBrowser } from "./customer.ts";

for (const locale of locales) {
  test(`a customer takes the receipt home, and anybody can check it (${locale})`, async ({ page }) => {
    const words = wordsOf(locale).evidence;
    await speak(page, locale);
    const number = await openTicketInBrowser(page, locale, await buy("CB_MISSING"));
    await page.goto(`/t/${number}`);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: words.receipt }).click(),
    ]);
    const text = readFileSync(await download.path(), "utf8");
    await page.goto("/evidence");
    const file = (content: string) => ({
      name: "receipt.json",
      mimeType: "application/json",
      buffer: Buffer.from(content),
    });
    const chooser = page.getByLabel(words.check.choose);
    await chooser.setInputFiles(file(text));
    await expect(page.getByText(words.check.holds)).toBeVisible();
    await chooser.setInputFiles(file(text.replace(/\\"[^"\\]{3,}\\"/, '\\"zzz\\"')));
    await expect(page.getByText(words.check.fails)).toBeVisible();
    await chooser.setInputFiles(file("no receipt"));
    await expect(page.getByText(words.check.unknown)).toBeVisible();
    await page.locator("#held").fill(await page.locator("#note").inputValue());
    await page.getByRole("button", { name: words.held.go, exact: true }).click();
    await expect(page.getByText(words.held.holds)).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
}
