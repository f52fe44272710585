import { codeOf } from "#server/auth/testing.ts";
import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { newcomers } from "../fixtures/staff.ts";
import { expect, test } from "../fixtures/test.ts";
import { type Locale, wordsOf } from "../fixtures/words.ts";
import { enrol, givePassword } from "./accounts.ts";
import { openTicketByApi } from "./by-api.ts";
import { expectTopup, openAtDesk, requestTopup } from "./staff.ts";

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
