import type { Page } from "@playwright/test";
import { Api } from "../fixtures/api.ts";
import { expect, test } from "../fixtures/test.ts";
import { wordsOf } from "../fixtures/words.ts";
import { listOf, tickets } from "./by-api.ts";

const words = wordsOf("en");

const rows = (page: Page) => page.locator("[data-ticket]");
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("data-ticket"));
const hasPlace = (page: Page) =>
  expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true);

test.beforeEach(({ isMobile }) => {
  test.skip(isMobile, "A phone has no keyboard.");
});

test("the list is one stop of Tab, whose rows are gone through by arrows and keep the focus", async ({ as }) => {
  const { customer, numbers } = await tickets(4);
  const page = await as("agent");
  const keys = page.keyboard;
  await page.goto(listOf(customer, "&sort=untouched"));
  await expect(rows(page)).toHaveCount(4);
  const grid = page.getByRole("grid", { name: words.desk.queue.list });
  await expect(grid.getByRole("row")).toHaveCount(4);
  await expect(grid.locator('[tabindex="0"]')).toHaveCount(1);

  await test.step("arrows, ends, the box of a row", async () => {
    await rows(page).first().focus();
    await keys.press("ArrowDown");
    await expect.poll(() => focused(page)).toBe(numbers[1]);
    await keys.press("End");
    await expect.poll(() => focused(page)).toBe(numbers[3]);
    await keys.press("Home");
    await expect.poll(() => focused(page)).toBe(numbers[0]);
    await keys.press("Space");
    await expect(grid.getByRole("row", { selected: true })).toHaveCount(1);
    await keys.press("ArrowLeft");
    await expect(grid.getByRole("checkbox").first()).toBeFocused();
    await keys.press("Space");
    await expect(grid.getByRole("row", { selected: true })).toHaveCount(0);
    await keys.press("ArrowRight");
    await expect.poll(() => focused(page)).toBe(numbers[0]);
  });

  await test.step("letters begin from the row that the arrows went to", async () => {
    await keys.press("End");
    await expect.poll(() => focused(page)).toBe(numbers[3]);
    await keys.press("x");
    await expect(grid.getByRole("row", { selected: true })).toContainText(numbers[3] ?? "");
    await keys.press("x");
    await keys.press("k");
    await expect(page.locator("h2", { hasText: numbers[2] })).toBeVisible();
    await expect.poll(() => focused(page)).toBe(numbers[2]);
    await keys.press("Home");
  });

  await test.step("a ticket that moves in the list takes the focus along", async () => {
    await keys.press("Enter");
    await expect(page.locator("h2", { hasText: numbers[0] })).toBeVisible();
    await rows(page).first().focus();
    const said = await new Api().post(`/api/v1/tickets/${numbers[0]}/messages`, {
      body: "Moved.",
      visibility: "internal",
    });
    expect(said.status).toBeLessThan(300);
    await expect(rows(page).last()).toHaveAttribute("data-ticket", numbers[0] ?? "");
    await expect.poll(() => focused(page)).toBe(numbers[0]);
  });

  await test.step("a ticket that leaves gives the focus to the one in its place", async () => {
    await keys.press("Home");
    await keys.press("Enter");
    await expect(page.locator("h2", { hasText: numbers[1] })).toBeVisible();
    await keys.press("e");
    await expect(page.locator("#resolve-cause")).toBeFocused();
    await keys.press("Control+Enter");
    await expect(rows(page)).toHaveCount(3);
    await expect.poll(() => focused(page)).toBe(numbers[2]);
  });

  await test.step("work on many, and dialogs that close", async () => {
    await keys.press("*");
    await keys.press("a");
    await keys.press("b");
    await keys.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await hasPlace(page);
    await keys.press("f");
    await expect(page.getByRole("dialog", { name: words.views.filter.title })).toBeVisible();
    await keys.press("Escape");
    await hasPlace(page);
  });

  await test.step("another page and back, none of them loaded anew", async () => {
    await page.evaluate(() => {
      (window as { mark?: string }).mark = "same";
    });
    await keys.press("g");
    await keys.press("n");
    await page.waitForURL("**/notices");
    await hasPlace(page);
    await keys.press("g");
    await keys.press("i");
    await page.waitForURL("**/desk");
    await hasPlace(page);
    expect(await page.evaluate(() => (window as { mark?: string }).mark)).toBe("same");
  });
});

test("keys that come before the page has caught up are meant for what they opened", async ({ as }) => {
  const { customer, numbers } = await tickets(3);
  const page = await as("agent");
  const keys = page.keyboard;
  await page.goto(listOf(customer));
  await expect(rows(page)).toHaveCount(3);
  await keys.press("j");
  await expect(page.locator("h2", { hasText: numbers[0] })).toBeVisible();
  const slow = await page.context().newCDPSession(page);
  await slow.send("Emulation.setCPUThrottlingRate", { rate: 4 });

  await test.step("the next ticket, and that one is theirs", async () => {
    for (const key of ["j", "a"]) await keys.press(key);
    const assigned = async () => {
      const all = numbers.map((number) => new Api().get<{ assignee: object | null }>(`/api/v1/tickets/${number}`));
      return (await Promise.all(all)).map(({ body }) => body.assignee !== null);
    };
    await expect.poll(assigned).toEqual([false, true, false]);
  });

  await test.step("selected up to where they went, and a reply to that ticket", async () => {
    for (const key of ["k", "x", "j", "j", "Shift+X", "r"]) await keys.press(key);
    await expect(rows(page).and(page.locator("[aria-current=true]"))).toHaveAttribute("data-ticket", numbers[2] ?? "");
    await expect(page.getByRole("grid").getByRole("row", { selected: true })).toHaveCount(3);
    await expect(page.locator("h2", { hasText: numbers[2] })).toBeVisible();
  });

  await test.step("typed behind the key that opens the palette, and pressed while it fades", async () => {
    await expect(page.locator("#desk-composer")).toBeFocused();
    await keys.press("Control+k");
    await keys.type("keys");
    await expect(page.locator("#palette")).toHaveValue("keys");
    for (const key of ["Escape", "Escape"]) await keys.press(key);
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.locator("#desk-composer")).not.toBeFocused();
    await keys.press("f");
    await expect(page.getByRole("dialog", { name: words.views.filter.title })).toBeVisible();
    for (const key of ["Escape", "g", "n"]) await keys.press(key);
    await page.waitForURL("**/notices");
  });
});

test("the palette finds tickets and help, and has everything on the page that is no command", async ({ as }) => {
  const { customer, numbers } = await tickets(1);
  const [number = ""] = numbers;
  const page = await as("lead");
  const keys = page.keyboard;
  await page.goto(listOf(customer));
  await expect(rows(page)).toHaveCount(1);

  await test.step("a ticket by its number, marked, opened", async () => {
    await keys.press("Control+k");
    await keys.type(number);
    const found = page
      .getByRole("option")
      .filter({ hasText: number })
      .filter({ has: page.locator("mark") });
    await expect(found).toBeVisible();
    await expect(found).toHaveAttribute("aria-selected", "true");
    await keys.press("Enter");
    await expect(page.locator("h2", { hasText: number })).toBeVisible();
  });

  await test.step("help articles", async () => {
    await keys.press("Control+k");
    await keys.type("credited");
    await expect(page.getByRole("group", { name: words.actions.palette.groups.articles })).toBeVisible();
    await keys.press("Escape");
  });

  await test.step("every button of the page", async () => {
    await expect(page.locator("#desk-composer")).toBeVisible();
    const parts = page
      .locator("main")
      .locator("button:enabled:visible, a[href]:visible, summary:visible, select:visible");
    const names = await parts.evaluateAll((all) =>
      all
        .filter((part) => !part.closest("[role=grid]") && !part.matches("[data-action], [tabindex='-1']"))
        .map((part) => {
          const label = "labels" in part ? (part as HTMLSelectElement).labels?.[0] : undefined;
          return part.getAttribute("aria-label") ?? (label ?? part).textContent ?? "";
        }),
    );
    expect(names.length).toBeGreaterThan(10);
    await keys.press("Control+k");
    const missing: string[] = [];
    for (const name of new Set(names)) {
      const start = name.trim().slice(0, 24);
      await page.locator("#palette").fill(start);
      const texts = await page.getByRole("option").allTextContents();
      if (start === "" || !texts.some((text) => squeezed(text).includes(squeezed(start)))) missing.push(name);
    }
    expect(missing).toEqual([]);
  });
});

const squeezed = (text: string) => text.replace(/\s+/g, "").toLowerCase();
