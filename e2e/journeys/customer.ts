import { expect, type Page } from "@playwright/test";
import type { Bought } from "../fixtures/buy.ts";
import { billPng } from "../fixtures/files.ts";
import { type Locale, wordsOf } from "../fixtures/words.ts";

const MAX_QUESTIONS = 8;

/** The id of the question that the page asks; answers given before stand on it in forms of their own. */
export const askedOn = (page: Page) => page.locator('form:has(input[name="kind"]) input[name="questionId"]');

/** Types an order number into the start box and proves that the order is theirs. Ends on the run's page. */
export async function startChecklist(page: Page, locale: Locale, order: Bought): Promise<string> {
  const { start, prove } = wordsOf(locale).customer;
  await page.goto("/");
  await page.getByLabel(start.label).fill(order.orderNo);
  await page.getByRole("button", { name: start.submit }).click();
  await page.waitForURL(/\/d\/[^/]+\/prove$/);
  await page.getByLabel(prove.label).fill(order.lastSix);
  await page.getByRole("button", { name: prove.submit }).click();
  await page.waitForURL(/\/d\/[^/]+$/);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

/** Answers what is asked until there is a result: "not sure" unless `answers` knows better. */
export async function answerAll(page: Page, locale: Locale, answers: Record<string, string> = {}): Promise<string[]> {
  const { question } = wordsOf(locale).customer;
  const asked: string[] = [];
  for (let n = 0; n < MAX_QUESTIONS; n++) {
    const id = askedOn(page);
    await expect(id.or(page.getByRole("heading", { name: wordsOf(locale).customer.result.money }))).toBeAttached();
    if ((await id.count()) === 0) return asked;
    const current = await id.inputValue();
    asked.push(current);
    const options = page.locator('input[type="radio"][name="answer"]');
    if ((await options.count()) > 0) {
      const known = answers[current]
        ? page.locator(`input[name="answer"][value="${answers[current]}"]`)
        : options.last();
      await known.check();
      await page.getByRole("button", { name: question.submit }).click();
    } else await page.getByRole("button", { name: wordsOf(locale).customer.form.unsure }).click();
    await expect(askedOn(page).and(page.locator(`[value="${current}"]`))).toHaveCount(0);
  }
  throw new Error(`Still asking after ${asked.join(", ")}`);
}

/** From a result to the page that asks for proofs. */
export async function goToProofs(page: Page, locale: Locale): Promise<void> {
  const { result } = wordsOf(locale).customer;
  const names = [result.ticket, result.ticketWait, result.appeal, result.notSolved, result.tellMore];
  const link = names.map((name) => page.getByRole("link", { name })).reduce((one, other) => one.or(other));
  await link.first().click();
  await page.waitForURL(/\/proofs$/);
}

/** Uploads a picture and waits until it is listed. */
export async function uploadProof(page: Page, locale: Locale, name = "bill.png"): Promise<void> {
  const { proofs } = wordsOf(locale).customer;
  await page.getByLabel(proofs.file).setInputFiles({ name, mimeType: "image/png", buffer: await billPng() });
  await expect(page.getByRole("link", { name: proofs.continue })).toBeVisible();
}

/** Fills in what the person wants and sends it. @returns the ticket's number */
export async function submitTicket(page: Page, locale: Locale, description: string, contact: string): Promise<string> {
  const { check, proofs } = wordsOf(locale).customer;
  const next = page.getByRole("link", { name: proofs.continue }).or(page.getByRole("link", { name: proofs.skip }));
  await next.click();
  await page.waitForURL(/\/check$/);
  await page.getByLabel(check.description).fill(description);
  await page.getByLabel(check.contact).fill(contact);
  await page.getByRole("button", { name: check.submit }).click();
  await page.waitForURL(/\/t\/TK\d+\/done/);
  const number = /\/t\/(TK\d+)\/done/.exec(page.url())?.[1] ?? "";
  await expect(page.getByText(number, { exact: true })).toBeVisible();
  return number;
}

/** The whole way from a failed purchase to a ticket. @returns the ticket's number */
export async function openTicketInBrowser(page: Page, locale: Locale, order: Bought): Promise<string> {
  await startChecklist(page, locale, order);
  await answerAll(page, locale);
  await goToProofs(page, locale);
  await uploadProof(page, locale);
  return submitTicket(page, locale, "付了钱没有到账 / paid, nothing came", order.phone);
}
