import type { Page } from "@playwright/test";
import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { speak, wordsOf } from "../fixtures/words.ts";
import { openTicketByApi } from "./by-api.ts";

const locale = "zh-CN";
const boards = ["", "/sla", "/causes", "/channels", "/people", "/money", "/diagnosis"];
type Listed = { items: { n?: number }[]; nextCursor: string | null };
const doors: Record<string, string> = {
  "/desk": "/api/v1/tickets",
  "/manager/records": "/api/v1/metrics/records",
  "/manager/runs": "/api/v1/metrics/checklist/runs",
};

/** How much a list holds, by the door that its link stands for; a line of attempts stands for several. */
async function lengthOf(href: string): Promise<number> {
  const [path, text] = href.split("?");
  const query = new URLSearchParams(text);
  const door = doors[path ?? ""];
  let length = 0;
  for (;;) {
    const { body } = await new Api().get<Listed>(`${door}?${query}`);
    for (const { n = 1 } of body.items) length += n;
    if (!body.nextCursor) return length;
    query.set("cursor", body.nextCursor);
  }
}

/** A ticket that somebody answered for and ended: there is something to be counted on each dashboard. */
async function ended(): Promise<void> {
  const api = new Api();
  const { number } = await openTicketByApi(api, await buy("CB_MISSING"));
  const { team } = (await api.get<{ team: { id: string; role: string }[] }>("/api/v1/team")).body;
  const assignee = team.find(({ role }) => role === "agent")?.id;
  const { version } = (await api.get<{ version: number }>(`/api/v1/tickets/${number}`)).body;
  const done = await api.patch(`/api/v1/tickets/${number}`, { version, assignee, status: "resolved" });
  expect(done.status, JSON.stringify(done.body)).toBe(200);
}

test("every dashboard counts what its lists hold", async ({ as }) => {
  test.setTimeout(240_000);
  await ended();
  const page = await as("manager");
  const day = (ago: number) => new Date(Date.now() + 8 * 3_600_000 - ago * 86_400_000).toISOString().slice(0, 10);
  for (const board of boards) {
    // Other journeys open tickets meanwhile: a number and its list are read again until nothing came in between.
    await expect(async () => {
      await speak(page, locale, `/manager${board}?from=${day(20)}&to=${day(0)}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const counts = await countsOf(page);
      for (const { href, text } of counts) {
        expect([board, href, await lengthOf(href)]).toEqual([board, href, Number(text.replaceAll(",", ""))]);
      }
      // Money is told in amounts; what it counts are mistakes, and there are none.
      if (board !== "/money") expect(counts.length, `numbers of /manager${board}`).toBeGreaterThan(0);
    }).toPass({ timeout: 60_000 });
  }
});

/** The first numbers of a dashboard that stand behind a link, with it. */
async function countsOf(page: Page): Promise<{ href: string; text: string }[]> {
  const links = page.locator(
    'main a:is([href^="/desk?metric="], [href^="/manager/records?"], [href^="/manager/runs?"])',
  );
  const found = await links.evaluateAll((all) =>
    all.map((link) => ({
      href: link.getAttribute("href") ?? "",
      // The number alone, without the words for who hears it.
      text: (link.querySelector(".tabular") ?? link).textContent ?? "",
    })),
  );
  // What stands for now moves while it is walked.
  const moves = /metric=(open|at_risk|breached_now|amount_at_risk)&/;
  return found.filter(({ text, href }) => /^[\d,]+$/.test(text) && !moves.test(href)).slice(0, 12);
}

test("a part and a time go along from one dashboard to the next, into its lists and its file", async ({ as }) => {
  const page = await as("manager");
  await speak(page, locale, "/manager/sla?days=30&cause=CB_MISSING");
  await page
    .getByRole("navigation", { name: wordsOf(locale).manager.boards.nav })
    .getByRole("link")
    .nth(2)
    .click();
  await expect(page).toHaveURL(/\/manager\/causes\?days=30&cause=CB_MISSING/);
  await expect(page.getByRole("combobox", { name: wordsOf(locale).manager.filter.cause })).toHaveValue("CB_MISSING");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: wordsOf(locale).manager.board.csv }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^(原因|Causes)-.*\.csv$/);
  await page.getByRole("link", { name: wordsOf(locale).manager.filter.clear }).click();
  await expect(page).toHaveURL(/\/manager\/causes\?days=30$/);
});

test("a report is made, changed and ended", async ({ as }) => {
  const words = wordsOf(locale).reports;
  const page = await as("manager");
  await speak(page, locale, "/manager/reports");
  await page.getByRole("button", { name: words.add }).click();
  await page.getByLabel(words.name).fill("周一看承诺");
  await page.getByRole("button", { name: words.save }).click();
  await expect(page.getByRole("alert").filter({ hasText: words.nobody })).toBeVisible();
  await page.getByRole("group", { name: words.people }).getByRole("checkbox").first().check();
  await page.getByRole("button", { name: words.save }).click();
  const card = page.getByRole("listitem").filter({ hasText: "周一看承诺" });
  await expect(card).toContainText(words.on);
  await card.getByRole("button", { name: /修改/ }).click();
  await page.getByLabel(words.enabled).uncheck();
  await page.getByRole("button", { name: words.save }).click();
  await expect(card).toContainText(words.off);
  await card.getByRole("button", { name: /删除/ }).click();
  await expect(card).toHaveCount(0);
});
