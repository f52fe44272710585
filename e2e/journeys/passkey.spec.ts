import type { Page } from "@playwright/test";
import { keyHolders } from "../fixtures/staff.ts";
import { expect, test } from "../fixtures/test.ts";
import { type Locale, pattern, speak, wordsOf } from "../fixtures/words.ts";

// Passkeys are for names, and 127.0.0.1 is none.
test.use({ baseURL: `http://localhost:${process.env.E2E_PORT}` });

/** An authenticator inside the browser, that makes sure of the person by itself. */
async function giveAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test("a colleague makes a passkey, signs in by it alone, and confirms by it what needs a second factor", async ({
  page,
}, { project }) => {
  const locale: Locale = project.name === "phone" ? "zh-CN" : "en";
  const { email, password } = keyHolders[locale];
  const { security, staff } = wordsOf(locale);
  const { passkeys, stepUp } = security;
  await giveAuthenticator(page);

  async function byPassword() {
    await page.context().clearCookies();
    await speak(page, locale, "/staff/sign-in?next=%2Fstaff%2Fsecurity");
    await page.getByLabel(staff.signIn.email).fill(email);
    await page.getByLabel(staff.signIn.password).fill(password);
    await page.getByRole("button", { name: staff.signIn.submit, exact: true }).click();
    await page.waitForURL("**/staff/security");
  }

  await byPassword();
  await page.getByRole("button", { name: passkeys.add }).click();
  await page.locator("#passkey-name").fill("Laptop");
  await page.locator("#passkey-password").fill(password);
  await page.getByRole("button", { name: passkeys.make }).click();
  await expect(page.getByRole("button", { name: passkeys.removeOf.replace("{name}", "Laptop") })).toBeVisible();

  // By the passkey alone, to a page that asks for a second factor.
  await page.context().clearCookies();
  await speak(page, locale, "/settings");
  await page.waitForURL("**/staff/sign-in?next=*");
  await page.getByRole("button", { name: passkeys.signIn }).click();
  await page.waitForURL("**/settings");

  // By password nothing was confirmed: the passkey is asked for where it matters, and what was begun goes on.
  await byPassword();
  await page.getByRole("button", { name: passkeys.removeOf.replace("{name}", "Laptop") }).click();
  await expect(page.getByText(passkeys.removeOnlyHint)).toBeVisible();
  await page.getByRole("button", { name: passkeys.removeSure }).click();
  const dialog = page.getByRole("dialog", { name: stepUp.title });
  await dialog.getByRole("button", { name: passkeys.confirm }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("button", { name: pattern(passkeys.removeOf) })).toHaveCount(0);
});
