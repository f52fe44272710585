import type { Page } from "@playwright/test";
import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { wordsOf } from "../fixtures/words.ts";
import { openTicketByApi } from "./by-api.ts";

/** Tickets of the day; `DAY=200` is a whole one. */
const DAY = Number(process.env.DAY ?? 10);
const SECONDS_A_TICKET = 12;
const words = wordsOf("en");

/** So many tickets of one customer, who is nobody else's: the list is theirs alone whatever other tests do. */
async function tickets(n: number): Promise<string> {
  const api = new Api();
  const first = await buy("CB_MISSING");
  await openTicketByApi(api, first);
  for (let i = 1; i < n; i++)
    await openTicketByApi(api, await buy("CB_MISSING", undefined, 6, undefined, first.customerId));
  return first.customerId;
}

/** Nobody who works by keyboard is ever left without a place, and nothing loaded a page. */
async function expectPlace(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  const state = await page.evaluate(() => ({
    loads: performance.getEntriesByType("navigation").length,
    mark: (window as { dayMark?: string }).dayMark,
  }));
  expect(state).toEqual({ loads: 1, mark: "the same page" });
}

/** Dialogs over the page; a word in the corner is none. */
const covers = (page: Page) => page.locator('[role="dialog"]:not([aria-modal="false"])');
const openNumber = (page: Page) => page.locator("h2").filter({ hasText: /^TK\d+/ });

test("a day's tickets are worked by keyboard alone, without a page load", async ({ as, isMobile }) => {
  test.skip(isMobile, "A phone has no keyboard.");
  test.setTimeout(60_000 + DAY * SECONDS_A_TICKET * 1_000);
  const customer = await tickets(DAY);
  const page = await as("agent");
  const keys = page.keyboard;
  const filter = encodeURIComponent(JSON.stringify({ customerId: customer, asleep: false }));
  await page.goto(`/desk?f=${filter}`);
  await expect(page.locator("[data-ticket]").first()).toBeVisible();
  await page.evaluate(() => {
    (window as { dayMark?: string }).dayMark = "the same page";
  });

  await test.step("help shows every key, and closes", async () => {
    await keys.press("?");
    const help = page.getByRole("dialog", { name: words.actions.help.title });
    await expect(help.getByText(words.actions.names.ticket_resolve)).toBeVisible();
    await keys.press("Escape");
    await expect(help).toHaveCount(0);
    await expectPlace(page);
  });

  await test.step("many at once, and back", async () => {
    await keys.press("j");
    await expect(openNumber(page)).toBeVisible();
    await keys.press("x");
    await keys.press("j");
    await keys.press("j");
    await keys.press("Shift+X");
    await expect(page.getByText(words.views.bulk.selected.replace("{count}", "3"))).toBeVisible();
    await keys.press("b");
    await expect(page.locator("#bulk-kind")).toBeFocused();
    await keys.press("Control+Enter");
    await expect(covers(page)).toHaveCount(0);
    await expectPlace(page);
    await expect(page.getByRole("status").filter({ hasText: /^3 of 3/ })).toBeVisible();
    // Until it has ended the same key stops it.
    await expect(page.locator('[data-action="list.undo"]', { hasText: words.views.bulk.undo })).toBeVisible();
    await keys.press("u");
    await expect(page.getByText("Putting 3 tickets back").first()).toBeVisible();
    for (const i of [0, 1, 2])
      await expect(page.locator("[data-ticket]").nth(i)).toContainText(words.desk.queue.unassigned);
    await expectPlace(page);
  });

  await test.step("the palette does what is typed", async () => {
    await keys.press("Control+k");
    await expect(page.locator("#palette")).toBeFocused();
    await keys.type("internal");
    await keys.press("Enter");
    await expect(page.locator("#desk-composer")).toBeFocused();
    await keys.press("Escape");
    await expectPlace(page);
  });

  let worked = 0;
  for (let i = 0; i < DAY; i++) {
    await test.step(`ticket ${i + 1}`, async () => {
      if (i === 0) {
        await keys.press("k");
        await keys.press("k");
      } else await keys.press("j");
      const row = page.locator('[data-ticket][aria-current="true"]');
      if (i === 0) await expect(page.locator("[data-ticket]").first()).toHaveAttribute("aria-current", "true");
      await expect(row).toBeVisible();
      const number = (await row.getAttribute("data-ticket")) ?? "";
      await expect(openNumber(page)).toContainText(number);
      await expectPlace(page);
      await keys.press("a");
      await expect(page.locator("#ticket-assignee option:checked")).not.toHaveText(words.desk.queue.unassigned);
      await expectPlace(page);
      await keys.press("r");
      await expect(page.locator("#desk-composer")).toBeFocused();
      await keys.type(`We are looking into it (${i + 1}).`);
      await keys.press("Control+Enter");
      await expect(page.locator("#desk-composer")).toHaveValue("");
      await keys.press("Escape");
      await expectPlace(page);
      if (i % 5 === 4) await setAside(page);
      else await resolve(page);
      await expectPlace(page);
      // What is done leaves the list.
      await expect(page.locator(`[data-ticket="${number}"]`)).toHaveCount(0);
      worked++;
    });
  }
  expect(worked).toBe(DAY);
  await expect(page.locator("[data-ticket]")).toHaveCount(0);
  await expectPlace(page);
});

async function resolve(page: Page): Promise<void> {
  await page.keyboard.press("e");
  await expect(page.locator("#resolve-cause")).toBeFocused();
  await page.keyboard.press("Control+Enter");
  await expect(covers(page)).toHaveCount(0);
}

/** Until the customer replies: by Tab to the choice, and Enter. */
async function setAside(page: Page): Promise<void> {
  await page.keyboard.press("s");
  const choice = page.getByRole("button", { name: words.views.snooze.replied });
  await expect(choice).toBeVisible();
  for (let i = 0; i < 12; i++) {
    if (await choice.evaluate((button) => button === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await expect(choice).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(covers(page)).toHaveCount(0);
}
