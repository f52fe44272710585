import { buy } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { locales, pattern, speak, wordsOf } from "../fixtures/words.ts";
import { approveTopup } from "./staff.ts";

for (const locale of locales) {
  test(`a charged order comes into the queue by itself and leaves it with the credit (${locale})`, async ({ as }) => {
    const { money } = wordsOf(locale);
    const order = await buy("CB_MISSING");
    const agent = await as("agent");
    await speak(agent, locale, "/money");
    await agent.goto(`/money?q=${order.orderNo}`);
    const row = agent.locator("[data-item]");
    await expect(row.first()).toContainText(money.kind.paid_no_callback);
    await expect(row.first()).toContainText("¥200.00");
    await row.first().click();
    await expect(agent.getByText(money.why.title)).toBeVisible();

    // With nothing focused, Enter opens the expected thing to do; the last click names the sum.
    await agent.getByRole("heading", { level: 2 }).click();
    await agent.keyboard.press("Enter");
    await agent
      .getByRole("dialog")
      .getByRole("button", { name: pattern(money.act.applySum) })
      .click();
    await expect(agent.getByText(money.act.done.pending)).toBeVisible();

    const lead = await as("lead");
    await speak(lead, locale, "/desk");
    await approveTopup(lead, locale, order.orderNo);

    // The agent's screen learns of it by itself.
    await expect(agent.getByText(money.ended.applied, { exact: true }).first()).toBeVisible();
    await agent.goto(`/money?q=${order.orderNo}&state=resolved`);
    await expect(row.first()).toContainText(money.ended.applied);
  });
}
