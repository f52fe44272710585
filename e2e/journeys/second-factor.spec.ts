import type { Page } from "@playwright/test";
import { codeOf } from "#server/auth/testing.ts";
import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { type Newcomer, newcomers } from "../fixtures/staff.ts";
import { expect, test } from "../fixtures/test.ts";
import { type Locale, speak, wordsOf } from "../fixtures/words.ts";
import { openTicketByApi } from "./by-api.ts";
import { expectTopup, openAtDesk, requestTopup } from "./staff.ts";

async function givePassword(page: Page, locale: Locale, { email, password }: Newcomer, next: string): Promise<void> {
  const { signIn } = wordsOf(locale).staff;
  await speak(page, locale, `/staff/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel(signIn.email).fill(email);
  await page.getByLabel(signIn.password).fill(password);
  await page.getByRole("button", { name: signIn.submit }).click();
}

/** Sets up an authenticator app on the page that is open. @returns what the app keeps, as the QR code says it */
async function enrol(page: Page, locale: Locale, password: string): Promise<string> {
  const { enrol: words, factor, code, recovery } = wordsOf(locale).security;
  await page.getByLabel(factor.password, { exact: true }).fill(password);
  await page.getByRole("button", { name: words.begin }).click();
  await expect(page.getByRole("img", { name: words.qr })).toBeVisible();
  const secret = ((await page.getByTestId("totp-secret").textContent()) ?? "").replaceAll(" ", "");
  const uri = `otpauth://totp/x?secret=${secret}`;
  await page.getByLabel(code.totp).fill(codeOf(uri, -1));
  await page.getByRole("button", { name: words.confirm, exact: true }).click();
  await expect(page.getByText(recovery.intro)).toBeVisible();
  return uri;
}

test("a new colleague sets up an authenticator where money first asks for it, and what was begun goes on", async ({
  page,
  another,
}, { project }) => {
  const locale: Locale = project.name === "phone" ? "zh-CN" : "en";
  const person = newcomers[locale];
  const { security } = wordsOf(locale);
  const { number } = await openTicketByApi(new Api(), await buy("CB_MISSING"));

  // Signed in elsewhere by password, before there was an app.
  const second = await another();
  await givePassword(second, locale, person, "/desk");
  await second.waitForURL("**/desk");

  await givePassword(page, locale, person, "/settings");
  await page.waitForURL("**/staff/security?next=*");
  const uri = await enrol(page, locale, person.password);
  await page.getByLabel(security.recovery.kept).check();
  await page.getByRole("button", { name: security.recovery.done }).click();
  await page.waitForURL("**/settings");

  await openAtDesk(second, locale, number);
  await requestTopup(second, locale);
  const dialog = second.getByRole("dialog", { name: security.stepUp.title });
  await dialog.getByLabel(security.code.totp).fill(codeOf(uri, 0));
  await dialog.getByRole("button", { name: security.stepUp.submit }).click();
  await expect(dialog).toHaveCount(0);
  await expectTopup(second, locale, "pending_approval");

  const third = await another();
  await givePassword(third, locale, person, "/staff/security");
  await third.getByLabel(security.code.totp).fill("000000");
  await third.getByRole("button", { name: security.code.signIn }).click();
  await expect(third.getByRole("alert").filter({ hasText: security.failure.badCode })).toBeVisible();
  await third.getByLabel(security.code.totp).fill(codeOf(uri, 1));
  await third.getByRole("button", { name: security.code.signIn }).click();
  await expect(third.getByRole("heading", { name: security.sessions.title })).toBeVisible();
  await third.getByRole("button", { name: security.sessions.endOthers }).click();
  await expect(third.getByRole("button", { name: security.sessions.endOthers })).toHaveCount(0);
  await second.goto("/desk");
  await second.waitForURL("**/staff/sign-in?next=*");
});
