import { expect, type Page } from "@playwright/test";
import { type Locale, pattern, wordsOf } from "../fixtures/words.ts";

/** Opens a ticket at the desk and brings the money panel into view, wherever the screen keeps it. */
export async function openAtDesk(page: Page, locale: Locale, number: string): Promise<void> {
  const { desk } = wordsOf(locale);
  await page.goto(`/desk/${number}?queue=all`);
  await expect(page.getByText(number).first()).toBeVisible();
  const tab = page.getByRole("navigation", { name: desk.panes.label }).getByRole("button", { name: desk.panes.money });
  if (await tab.isVisible()) await tab.click();
}

/** The part of the desk where money is moved. */
export const moneyPanel = (page: Page) => page.locator("#money-panel");

/** Waits until the newest top-up of the open ticket is in this state, by the words of its badge. */
export async function expectTopup(page: Page, locale: Locale, state: keyof MoneyStates): Promise<void> {
  const badge = wordsOf(locale).desk.money.state[state];
  await expect(moneyPanel(page).getByRole("article").first().getByText(badge, { exact: true })).toBeVisible();
}
type MoneyStates = ReturnType<typeof wordsOf>["desk"]["money"]["state"];

/** The agent's click: asks for the credit and confirms the sum. */
export async function requestTopup(page: Page, locale: Locale): Promise<void> {
  const { money } = wordsOf(locale).desk;
  await page.getByRole("button", { name: pattern(money.submit) }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: pattern(money.confirmSecond) })
    .click();
}

/** The lead's click: finds the order among what waits, and approves. */
export async function approveTopup(page: Page, locale: Locale, orderNo: string): Promise<void> {
  const { money, approvals } = wordsOf(locale).desk;
  await page.goto("/desk/approvals");
  await expect(page.getByRole("heading", { name: approvals.title })).toBeVisible();
  const waiting = page.getByRole("listitem").filter({ hasText: orderNo });
  await waiting.getByRole("button", { name: pattern(money.approve) }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: pattern(money.approve) })
    .click();
  await expect(waiting).toHaveCount(0);
}
