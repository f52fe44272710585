import { buy, journeysTarget, mend } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { locales, pattern, speak, wordsOf } from "../fixtures/words.ts";
import { answerAll, startChecklist } from "./customer.ts";

for (const locale of locales) {
  test(`a stuck order is told of before anybody asks, its page waits, and shows by itself that it arrived (${locale})`, async ({
    page,
  }) => {
    const { inbox, waiting } = wordsOf(locale);
    const first = await buy("OK");
    await speak(page, locale);
    await startChecklist(page, locale, first);
    await answerAll(page, locale);

    // A second order of the same person is paid, and nothing comes.
    const stuck = await buy("FUL_UPSTREAM_SLOW", journeysTarget(), 12, undefined, first.customerId);
    const bell = page.getByRole("banner").getByRole("link", { name: pattern(inbox.badge) });
    await expect(bell).toBeVisible();
    await bell.click();
    await page.getByRole("button").filter({ hasText: stuck.orderNo }).click();

    await page.waitForURL(/\/d\/[^/]+$/);
    await expect(page.getByText(waiting.nextLook)).toBeVisible();
    await expect(page.getByText(pattern(waiting.flow.now))).toBeVisible();
    const clock = page.getByRole("timer");
    await expect(clock).toHaveText(/^\d\d:\d\d$/);
    const before = await clock.textContent();
    await expect(clock).not.toHaveText(before ?? "");

    // Whatever happens now happens without a reload: this mark would be gone.
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await mend(stuck, "FUL_UPSTREAM_SLOW");
    await expect(page.getByText(waiting.flow.node.done)).toBeVisible();
    await expect(clock).toHaveCount(0);
    expect(await page.evaluate(() => Object.hasOwn(window, "sameDocument"))).toBe(true);

    // That it ended is told, too.
    await expect(bell).toBeVisible();
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the inbox lists, opens and marks as read, and a waiting page looks again by itself", async ({ page }) => {
    const { inbox, waiting } = wordsOf("zh-CN");
    const first = await buy("OK");
    await speak(page, "zh-CN");
    await startChecklist(page, "zh-CN", first);
    const stuck = await buy("FUL_UPSTREAM_SLOW", journeysTarget(), 12, undefined, first.customerId);
    await expect(async () => {
      await page.goto("/inbox");
      await expect(page.getByRole("button").filter({ hasText: stuck.orderNo })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await page.getByRole("button").filter({ hasText: stuck.orderNo }).click();
    await page.waitForURL(/\/d\/[^/]+$/);
    await expect(page.getByText(waiting.nextLook)).toBeVisible();
    expect(await page.content()).toContain('http-equiv="refresh"');
    await page.goto("/inbox");
    await expect(page.getByText(inbox.unread, { exact: true })).toHaveCount(0);
  });
});
