import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { speak, wordsOf } from "../fixtures/words.ts";
import { openTicketByApi } from "./by-api.ts";

const locale = "zh-CN";
type Page = { items: { number: string }[]; nextCursor: string | null };

/** Counts the tickets behind a number by the list that its link opens, page by page. */
async function countBehind(href: string): Promise<number> {
  const api = new Api();
  const query = new URLSearchParams(href.split("?")[1]);
  query.set("queue", "all");
  let count = 0;
  for (;;) {
    const { body } = await api.get<Page>(`/api/v1/tickets?${query}`);
    count += body.items.length;
    if (!body.nextCursor) return count;
    query.set("cursor", body.nextCursor);
  }
}

test("every number of the manager's page opens the tickets behind it", async ({ as }) => {
  const { number } = await openTicketByApi(new Api(), await buy("CB_MISSING"));
  const page = await as("manager");
  await speak(page, locale, "/manager");
  await expect(page.getByRole("heading", { name: wordsOf(locale).manager.title })).toBeVisible();
  const links = page.locator('main article a[href^="/desk?metric="]');
  const found = await links.evaluateAll((all) =>
    all.map((link) => ({ href: link.getAttribute("href") ?? "", value: link.firstElementChild?.textContent ?? "" })),
  );
  expect(found.length).toBeGreaterThan(4);
  // What was opened in a time that is over by now cannot change under the test.
  const opened = found.find(({ href }) => /metric=opened&/.test(href));
  expect(Number(opened?.value.replaceAll(",", ""))).toBe(await countBehind(opened?.href ?? ""));
  for (const { href } of found.slice(0, 6)) {
    await page.goto(href);
    await expect(page.getByText(wordsOf(locale).desk.drill.from)).toBeVisible();
    // A share of nothing decided yet has a link, too, and says that nothing is behind it.
    const rows = page.locator("[data-ticket]");
    const nothing = page.getByText(wordsOf(locale).desk.queue.emptyMetric);
    await expect((await countBehind(href)) > 0 ? rows.first() : nothing).toBeVisible();
  }
  await page.goto(`${opened?.href}&sort=newest`);
  await expect(page.locator(`[data-ticket="${number}"]`)).toBeVisible();
});

test("an agent is told that the numbers are not for them", async ({ as }) => {
  const page = await as("agent");
  await speak(page, locale, "/manager");
  await expect(page.getByText(wordsOf(locale).manager.forbidden)).toBeVisible();
});
