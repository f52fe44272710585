import { Api } from "../fixtures/api.ts";
import { buyAtGateway } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { locales, pattern, speak, wordsOf } from "../fixtures/words.ts";
import { openTicketByApi } from "./by-api.ts";
import { expectTopup, openAtDesk } from "./staff.ts";

for (const locale of locales) {
  test(`one click credits what the gateway says was paid (${locale})`, async ({ page, as }) => {
    const { money } = wordsOf(locale).desk;
    const order = await buyAtGateway("CB_MISSING");
    const { number, accessUrl } = await openTicketByApi(new Api(), order);
    const agent = await as("agent");
    await speak(agent, locale, "/desk");
    await openAtDesk(agent, locale, number);
    await agent.getByRole("button", { name: pattern(money.submit) }).click();
    await agent
      .getByRole("dialog")
      .getByRole("button", { name: pattern(money.confirmNow) })
      .click();
    await expectTopup(agent, locale, "succeeded");
    const trace = await new Api().get<{ money: object }>(`/api/v1/orders/${order.orderNo}/trace`);
    expect(trace.body.money).toEqual({ paidFen: 20_000, creditedFen: 20_000, refundedFen: 0 });
    await speak(page, locale);
    await page.goto(accessUrl);
    await expect(page.getByText(wordsOf(locale).customer.ticket.solvedQuestion)).toBeVisible();
  });
}
