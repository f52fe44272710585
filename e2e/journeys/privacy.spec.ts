import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { Api } from "../fixtures/api.ts";
import { buyAtGateway } from "../fixtures/buy.ts";
import { staff } from "../fixtures/staff.ts";
import { expect, test } from "../fixtures/test.ts";
import { type Locale, speak, wordsOf } from "../fixtures/words.ts";
import { openTicketByApi } from "./by-api.ts";

test("an agent sees masks, is shown one contact for a reason, and a manager reads who was shown which", async ({
  as,
}, info) => {
  const locale: Locale = info.project.name === "phone" ? "zh-CN" : "en";
  const words = wordsOf(locale).privacy;
  const order = await buyAtGateway("CB_MISSING");
  const { number } = await openTicketByApi(new Api(), order);
  const agent = await as("agent");
  const received: string[] = [];
  agent.on("response", async (response) => {
    const type = response.headers()["content-type"] ?? "";
    if (/json|html|x-component/.test(type)) received.push(await response.text().catch(() => ""));
  });
  await speak(agent, locale, "/desk");
  await agent.goto(`/desk/${number}?queue=all`);
  const masked = `${order.phone.slice(0, 3)}****${order.phone.slice(-4)}`;
  const eye = agent.getByRole("button", { name: words.reveal.show.contact });
  await eye.scrollIntoViewIfNeeded();
  await expect(agent.getByText(masked).first()).toBeVisible();
  // Nothing that came to the browser has it, pages and answers alike.
  expect(received.length).toBeGreaterThan(0);
  expect(received.some((text) => text.includes(order.phone))).toBe(false);
  await shoot(agent, info.project.name, "ticket");

  await eye.click();
  const dialog = agent.getByRole("dialog", { name: words.reveal.title });
  await expect(dialog).toBeVisible();
  await shoot(agent, info.project.name, "reason");
  await dialog.getByRole("button", { name: words.reveal.reason.call_back }).click();
  await expect(agent.getByText(order.phone, { exact: true }).first()).toBeVisible();
  await shoot(agent, info.project.name, "shown");
  expect((await new AxeBuilder({ page: agent }).include("main").analyze()).violations).toEqual([]);
  await agent.getByRole("button", { name: words.reveal.hide }).click();
  await expect(agent.getByText(order.phone, { exact: true })).toHaveCount(0);

  await agent.goto("/settings/privacy");
  await expect(agent.getByText(words.forbidden)).toBeVisible();
  const manager = await as("manager");
  await speak(manager, locale, "/settings/privacy");
  const row = manager.getByRole("listitem").filter({ hasText: number });
  await expect(row.first()).toContainText(staff.agent.name);
  await expect(row.first()).toContainText(words.reveal.reason.call_back);
  await expect(manager.getByRole("heading", { name: words.retention.title })).toHaveCount(0);
});

test("an admin sets how long things are kept, and is told what of a customer still goes on", async ({ as }, info) => {
  const locale: Locale = info.project.name === "phone" ? "zh-CN" : "en";
  const words = wordsOf(locale).privacy;
  const order = await buyAtGateway("CB_MISSING");
  const { number } = await openTicketByApi(new Api(), order);
  const admin = await as("admin");
  await speak(admin, locale, "/settings/privacy");
  await expect(admin.getByRole("heading", { level: 1, name: words.title })).toBeVisible();
  await shoot(admin, info.project.name, "privacy");
  const days = admin.getByLabel(words.retention.kind.inboxMessages);
  await days.fill("3");
  await expect(admin.getByRole("button", { name: words.retention.save })).toBeDisabled();
  await days.fill(locale === "en" ? "180" : "200");
  await admin.getByRole("button", { name: words.retention.save }).click();
  await expect(admin.getByText(words.retention.saved)).toBeVisible();

  await admin.getByLabel(words.customer.id).fill(order.customerId);
  const saving = admin.waitForEvent("download");
  await admin.getByRole("button", { name: words.customer.give }).click();
  expect((await saving).suggestedFilename()).toMatch(/^customer-.*\.zip$/);
  await admin.getByRole("button", { name: words.customer.erase }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel(words.erase.reason).fill("request 17");
  const confirm = dialog.getByRole("button", { name: words.erase.confirm });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel(words.erase.again).fill(order.customerId);
  await confirm.click();
  await expect(dialog.getByText(number)).toBeVisible();
  await shoot(admin, info.project.name, "erase");
  expect(await admin.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});

/** For looking at the pages: SHOTS=folder keeps pictures of them in both themes. */
async function shoot(page: Page, project: string, what: string): Promise<void> {
  const folder = process.env.SHOTS;
  if (!folder) return;
  for (const theme of ["light", "dark"]) {
    await page.evaluate((name) => document.documentElement.setAttribute("data-theme", name), theme);
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${folder}/${what}-${project}-${theme}.png`, fullPage: what === "privacy" });
  }
}
