import type { Page } from "@playwright/test";
import { codeOf } from "#server/auth/testing.ts";
import { expect } from "../fixtures/test.ts";
import { type Locale, speak, wordsOf } from "../fixtures/words.ts";

type Account = { email: string; password: string };

/** Opens the sign-in page and gives email and password; what comes next depends on the account. */
export async function givePassword(page: Page, locale: Locale, account: Account, next: string): Promise<void> {
  const { signIn } = wordsOf(locale).staff;
  await speak(page, locale, `/staff/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel(signIn.email).fill(account.email);
  await page.getByLabel(signIn.password).fill(account.password);
  await page.getByRole("button", { name: signIn.submit, exact: true }).click();
}

/** Sets up an authenticator app on the page that is open. @returns what the app keeps, as the QR code says it */
export async function enrol(page: Page, locale: Locale, password: string): Promise<string> {
  const { enrol: words, factor, code, recovery } = wordsOf(locale).security;
  const card = page.getByRole("region", { name: factor.title, exact: true });
  await card.getByLabel(factor.password, { exact: true }).fill(password);
  await page.getByRole("button", { name: words.begin }).click();
  await expect(page.getByRole("img", { name: words.qr })).toBeVisible();
  const secret = ((await page.getByTestId("totp-secret").textContent()) ?? "").replaceAll(" ", "");
  const uri = `otpauth://totp/x?secret=${secret}`;
  await page.getByLabel(code.totp).fill(codeOf(uri, -1));
  await page.getByRole("button", { name: words.confirm, exact: true }).click();
  await expect(page.getByText(recovery.intro)).toBeVisible();
  return uri;
}
