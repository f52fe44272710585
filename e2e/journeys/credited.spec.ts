import { buy } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { locales, pattern, speak, wordsOf } from "../fixtures/words.ts";
import { openTicketInBrowser } from "./customer.ts";
import { approveTopup, expectTopup, openAtDesk, requestTopup } from "./staff.ts";

for (const locale of locales) {
  test(`from a failed purchase to the credit (${locale})`, async ({ page, as }) => {
    const words = wordsOf(locale);
    const order = await buy("CB_MISSING");
    await speak(page, locale);
    const number = await openTicketInBrowser(page, locale, order);

    const agent = await as("agent");
    await speak(agent, locale, "/desk");
    await openAtDesk(agent, locale, number);
    await requestTopup(agent, locale);
    await expectTopup(agent, locale, "pending_approval");
    // Who asked may not approve.
    await expect(agent.getByRole("button", { name: pattern(words.desk.money.approve) })).toHaveCount(0);

    const lead = await as("lead");
    await speak(lead, locale, "/desk");
    await approveTopup(lead, locale, order.orderNo);

    // The agent's screen learns of it by itself.
    await expectTopup(agent, locale, "succeeded");

    await page.goto(`/t/${number}`);
    await expect(page.getByText(words.customer.ticket.solvedQuestion)).toBeVisible();
    await expect(page.getByText("¥200.00").first()).toBeVisible();
    await page.getByRole("button", { name: words.customer.ticket.solved }).click();
    await expect(page.getByText(words.customer.ticket.confirmed)).toBeVisible();
  });
}
