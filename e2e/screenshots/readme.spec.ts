import { mkdirSync } from "node:fs";
import { buy } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { locales, speak } from "../fixtures/words.ts";
import { answerAll, startChecklist } from "../journeys/customer.ts";

// Makes the README's pictures out of the demo: SCREENSHOTS=1 npm run test:e2e -- --project=screenshots
const FOLDER = "docs/images";
const PHONE = { width: 390, height: 844 };

test.beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
});

for (const locale of locales) {
  const name = (what: string) => `${FOLDER}/${what}.png`;
  const tag = locale === "en" ? "en" : "zh";

  test(`the desk and the manager's page (${locale})`, async ({ as }) => {
    const page = await as("lead");
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await speak(page, locale, "/desk?queue=charged_not_credited&cause=CB_MISSING&sort=newest");
    await page.locator("[data-ticket]").first().click();
    await expect(page.locator("#money-panel").getByRole("button").first()).toBeVisible();
    await page.screenshot({ path: name(`desk-${tag}`) });
    await page.goto("/manager");
    await expect(page.getByRole("article").first()).toBeVisible();
    await page.screenshot({ path: name(`manager-${tag}`) });
  });

  test(`a result on a phone, and the shop (${locale})`, async ({ page }) => {
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await speak(page, locale);
    await startChecklist(page, locale, await buy("CB_MISSING"));
    await answerAll(page, locale);
    await page.screenshot({ path: name(`result-${tag}-phone`) });
    await page.goto("/sandbox");
    await page.screenshot({ path: name(`sandbox-${tag}-phone`) });
  });
}
