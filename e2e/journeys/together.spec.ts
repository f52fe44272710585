import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { staff } from "../fixtures/staff.ts";
import { expect, test } from "../fixtures/test.ts";
import { pattern, speak, wordsOf } from "../fixtures/words.ts";
import { openTicketByApi } from "./by-api.ts";
import { expectTopup, moneyPanel, openAtDesk, requestTopup } from "./staff.ts";

const locale = "zh-CN";

test("two agents top up the same order: the second is shown what the first did", async ({ as }) => {
  const { money } = wordsOf(locale).desk;
  const order = await buy("CB_MISSING");
  const { number } = await openTicketByApi(new Api(), order);
  const [first, second] = [await as("agent"), await as("other")];
  await Promise.all([speak(first, locale, "/desk"), speak(second, locale, "/desk")]);
  await Promise.all([openAtDesk(first, locale, number), openAtDesk(second, locale, number)]);
  // The second agent has the last question open already when the first one answers it.
  await second.getByRole("button", { name: pattern(money.submit) }).click();
  const question = second.getByRole("dialog");
  await expect(question).toBeVisible();
  await requestTopup(first, locale);
  await expectTopup(first, locale, "pending_approval");
  const confirm = question.getByRole("button", { name: pattern(money.confirmSecond) });
  // The screen may have learnt of it already and taken the question away; else the answer says who was first.
  await confirm.click({ timeout: 2_000 }).catch(() => undefined);
  await expect(
    question
      .getByText(wordsOf(locale).desk.errors.TOPUP_IN_PROGRESS)
      .or(moneyPanel(second).getByRole("article"))
      .first(),
  ).toBeVisible();
  if (await question.isVisible()) await question.getByRole("button", { name: wordsOf(locale).common.cancel }).click();
  await expectTopup(second, locale, "pending_approval");
  await expect(moneyPanel(second).getByText(staff.agent.name)).toBeVisible();
  const list = await new Api().get<{ items: unknown[] }>(`/api/v1/topups?orderNo=${order.orderNo}`);
  expect(list.body.items).toHaveLength(1);
});
