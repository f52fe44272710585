import { randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import { codeOf } from "#server/auth/testing.ts";
import { expect, test } from "../fixtures/test.ts";
import { type Locale, speak, wordsOf } from "../fixtures/words.ts";
import { enrol, givePassword } from "./accounts.ts";

const filled = (text: string, values: Record<string, string>) =>
  text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

/** Invites somebody as a manager. @returns the link that is shown once */
async function invite(admin: Page, locale: Locale, email: string): Promise<string> {
  const { people, staff } = wordsOf(locale);
  await speak(admin, locale, "/settings/people");
  await admin.getByRole("button", { name: people.invite.open, exact: true }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel(people.invite.email).fill(email);
  await dialog.getByLabel(staff.role.manager).check();
  // As some do with every button; the link is shown once, and a second invitation of the same person would be refused.
  await dialog.getByRole("button", { name: people.invite.submit }).dblclick();
  const link = await dialog.getByLabel(people.invite.link).inputValue();
  await dialog.getByRole("button", { name: people.invite.close, exact: true }).last().click();
  await expect(admin.getByText(email)).toBeVisible();
  return link;
}

test("somebody is invited, joins, is given less to do and thrown out, and the admin sees it", async ({ as, another }, {
  project,
}) => {
  const locale: Locale = project.name === "phone" ? "zh-CN" : "en";
  const { people, security, staff } = wordsOf(locale);
  const name = `${locale === "en" ? "Robin" : "罗宾"}${randomInt(10_000)}`;
  const account = { email: `robin-${randomInt(1e9)}@journeys.example`, password: "robin-robin-robin" };
  const admin = await as("admin");
  const link = await invite(admin, locale, account.email);

  const robin = await another();
  await speak(robin, locale, "/staff/sign-in");
  await robin.goto(link);
  await expect(robin.getByLabel(people.join.email)).toHaveValue(account.email);
  // The token is out of the address before anything was typed.
  expect(new URL(robin.url()).hash).toBe("");
  await robin.getByLabel(people.join.name).fill(name);
  await robin.getByLabel(people.join.password).fill(account.password);
  await robin.getByRole("button", { name: people.join.submit }).click();
  await robin.waitForURL("**/staff/security?next=*");
  const uri = await enrol(robin, locale, account.password);
  await robin.getByLabel(security.recovery.kept).check();
  await robin.getByRole("button", { name: security.recovery.done }).click();
  await robin.waitForURL("**/desk");
  await expect(robin.locator("[data-live=live]").first()).toBeAttached();

  // The link has done its work.
  const eve = await another();
  await speak(eve, locale, "/staff/sign-in");
  await eve.goto(link);
  await expect(eve.getByRole("alert").filter({ hasText: security.failure.badInvitation })).toBeVisible();

  await admin.reload();
  const row = admin.getByRole("listitem").filter({ hasText: account.email });
  await expect(row.getByText(people.list.factorOn)).toBeVisible();
  await expect(row.getByText(staff.role.manager)).toBeVisible();
  await row.getByRole("button", { name: filled(people.list.manageOf, { name }) }).click();
  const dialog = admin.getByRole("dialog", { name });
  await dialog.getByLabel(people.manage.role, { exact: true }).selectOption("agent");
  await dialog.getByRole("button", { name: people.manage.saveRole }).click();
  await expect(dialog.getByText(people.manage.noSessions)).toBeVisible();

  // Whoever only looks on notices as well: nothing was said to the page meanwhile.
  await expect(robin.locator("[data-live=ended]").first()).toBeAttached();
  await robin.goto("/desk");
  await robin.waitForURL("**/staff/sign-in?next=*");
  await givePassword(robin, locale, account, "/settings/people");
  await robin.getByLabel(security.code.totp).fill(codeOf(uri, 0));
  await robin.getByRole("button", { name: security.code.signIn }).click();
  await robin.waitForURL("**/settings/people");
  await expect(robin.getByText(people.forbidden)).toBeVisible();
  await expect(robin.getByRole("group", { name: people.matrix.title })).toBeVisible();

  await dialog.getByRole("button", { name: people.manage.disable }).click();
  await dialog.getByRole("button", { name: people.manage.disableSure }).click();
  await expect(dialog.getByText(people.manage.enableHint)).toBeVisible();
  await admin.keyboard.press("Escape");
  await expect(row.getByText(staff.role.agent)).toBeVisible();
  await expect(row.getByText(people.list.disabled)).toBeVisible();
  await robin.goto("/desk");
  await robin.waitForURL("**/staff/sign-in?next=*");
  await givePassword(robin, locale, account, "/desk");
  await expect(robin.getByRole("alert").filter({ hasText: staff.signIn.wrong })).toBeVisible();
});
