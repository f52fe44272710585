import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { disguised, oversize } from "../fixtures/files.ts";
import { expect, test } from "../fixtures/test.ts";
import { type Locale, speak, wordsOf } from "../fixtures/words.ts";
import { openTicketByApi } from "./by-api.ts";
import { answerAll, goToProofs, startChecklist } from "./customer.ts";

// The phone speaks Chinese and the desktop English, so that both languages meet every mistake.
const localeOf = (project: string): Locale => (project === "phone" ? "zh-CN" : "en");

test.beforeEach(async ({ page }, info) => {
  await speak(page, localeOf(info.project.name));
});

test("an empty start says what to fill in, and puts the focus on it", async ({ page }, info) => {
  const { start, form } = wordsOf(localeOf(info.project.name)).customer;
  await page.getByRole("button", { name: start.submit }).click();
  const summary = page.getByRole("alert").filter({ hasText: form.summary });
  await expect(summary).toBeFocused();
  await summary.getByRole("link", { name: start.errors.empty }).click();
  await expect(page.getByLabel(start.label)).toBeFocused();
});

test("an unknown order and a wrong proof are told apart from nothing, and the typed text stays", async ({
  page,
}, info) => {
  const { start, prove } = wordsOf(localeOf(info.project.name)).customer;
  const known = await buy("CB_MISSING");
  for (const orderNo of ["KM209901010000000000", known.orderNo]) {
    await page.goto("/");
    await page.getByLabel(start.label).fill(orderNo);
    await page.getByRole("button", { name: start.submit }).click();
    await page.waitForURL(/\/prove$/);
    const wrong = known.lastSix === "000000" ? "111111" : "000000";
    await page.getByLabel(prove.label).fill(wrong);
    await page.getByRole("button", { name: prove.submit }).click();
    // The same words for both: an order number must not be found out by trying.
    await expect(page.getByText(prove.wrong).first()).toBeVisible();
    await expect(page.getByLabel(prove.label)).toHaveValue(wrong);
  }
});

test("disguised and oversize files are refused in words, and nothing is stored", async ({ page }, info) => {
  const locale = localeOf(info.project.name);
  const { proofs } = wordsOf(locale).customer;
  await startChecklist(page, locale, await buy("CB_MISSING"));
  await answerAll(page, locale);
  await goToProofs(page, locale);
  await page.getByLabel(proofs.file).setInputFiles(disguised);
  await expect(page.getByText(proofs.errors.DISGUISED).or(page.getByText(proofs.errors.TYPE))).toBeVisible();
  await page.getByLabel(proofs.file).setInputFiles(oversize);
  await expect(page.getByText(proofs.errors.TOO_LARGE)).toBeVisible();
  await page.reload();
  await expect(page.getByText(proofs.none)).toBeVisible();
});

test("links that open nothing say so, and lead on", async ({ page }, info) => {
  const { gone } = wordsOf(localeOf(info.project.name)).customer;
  const { number } = await openTicketByApi(new Api(), await buy("CB_MISSING"));
  for (const path of [`/t/${number}?k=not-the-secret`, `/t/${number}`, "/t/TK209901010001?k=x"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: gone.ticketTitle })).toBeVisible();
    await expect(page.getByRole("link", { name: gone.action })).toBeVisible();
  }
  await page.goto("/d/01900000-0000-7000-8000-000000000000");
  await expect(page.getByRole("heading", { name: gone.diagnosisTitle })).toBeVisible();
});

test("the link from the confirmation opens the ticket in another browser", async ({ another }, info) => {
  const { ticket } = wordsOf(localeOf(info.project.name)).customer;
  const { number, accessUrl } = await openTicketByApi(new Api(), await buy("CB_MISSING"));
  const page = await another();
  await speak(page, localeOf(info.project.name));
  await page.goto(accessUrl);
  await expect(page.getByRole("heading", { name: ticket.title.replace("{number}", number) })).toBeVisible();
  // The secret does not stay in the address, where it would be shared by mistake.
  expect(page.url()).not.toContain("k=");
});

test("a reload and a lost network keep what was typed, and sending again sends once", async ({
  page,
  context,
}, info) => {
  const locale = localeOf(info.project.name);
  const { check, form, proofs } = wordsOf(locale).customer;
  const order = await buy("CB_MISSING");
  await startChecklist(page, locale, order);
  await answerAll(page, locale);
  await goToProofs(page, locale);
  await page.getByRole("link", { name: proofs.skip }).click();
  const text = "付款后页面一直没有变化 / nothing changed after paying";
  await page.getByLabel(check.description).fill(text);
  await page.reload();
  await expect(page.getByLabel(check.description)).toHaveValue(text);
  await context.setOffline(true);
  await page.getByRole("button", { name: check.submit }).click();
  await expect(page.getByText(form.offline)).toBeVisible();
  await expect(page.getByLabel(check.description)).toHaveValue(text);
  await context.setOffline(false);
  await page.getByRole("button", { name: check.submit }).click();
  await page.waitForURL(/\/t\/TK\d+\/done/);
  const list = await new Api().get<{ items: unknown[] }>(`/api/v1/tickets?queue=all&q=${order.orderNo}`);
  expect(list.body.items).toHaveLength(1);
});

test("the same run sent from two tabs is one ticket", async ({ page, context }, info) => {
  const locale = localeOf(info.project.name);
  const { check, proofs } = wordsOf(locale).customer;
  const order = await buy("CB_MISSING");
  await startChecklist(page, locale, order);
  await answerAll(page, locale);
  await goToProofs(page, locale);
  await page.getByRole("link", { name: proofs.skip }).click();
  await page.waitForURL(/\/check$/);
  const second = await context.newPage();
  await second.goto(page.url());
  for (const tab of [page, second]) {
    await tab.getByRole("button", { name: check.submit }).click();
    await tab.waitForURL(/\/t\/TK\d+/);
  }
  const numberOf = (url: string) => /TK\d+/.exec(url)?.[0];
  expect(numberOf(second.url())).toBe(numberOf(page.url()));
});
