import type { Page } from "@playwright/test";
import { Api } from "../fixtures/api.ts";
import { expect, test } from "../fixtures/test.ts";
import { wordsOf } from "../fixtures/words.ts";
import { listOf, tickets } from "./by-api.ts";

const words = wordsOf("en").desk;
type Told = { assignee: object | null; messages: { body: string }[] };

const told = async (number: string) => (await new Api().get<Told>(`/api/v1/tickets/${number}`)).body;
const shows = (page: Page, number: string) => expect(page.locator("h2", { hasText: number })).toBeVisible();

/** Keeps the first call of a procedure back until it is let go, or refused as by a server that is down. */
async function holdBack(page: Page, procedure: string) {
  let letGo: (refused: boolean) => void = () => {};
  const decided = new Promise<boolean>((resolve) => {
    letGo = resolve;
  });
  let first = true;
  await page.route(
    (url) => url.pathname.includes(procedure),
    async (route) => {
      const mine = first;
      first = false;
      if (mine && (await decided)) return route.abort("connectionreset");
      return route.continue();
    },
  );
  return { go: () => letGo(false), refuse: () => letGo(true) };
}

test.beforeEach(({ isMobile }) => {
  test.skip(isMobile, "A phone has no keyboard.");
});

test("a reply whose answer comes when the next ticket is open already is the first one's", async ({ as }) => {
  const { customer, numbers } = await tickets(2);
  const [first = "", second = ""] = numbers;
  const page = await as("agent");
  const keys = page.keyboard;
  const field = page.locator("#desk-composer");
  await page.goto(listOf(customer));
  await expect(page.locator("[data-ticket]")).toHaveCount(2);
  await keys.press("j");
  await shows(page, first);
  const sending = await holdBack(page, "tickets.postMessage");

  await keys.press("r");
  await field.fill("Said in the first.");
  await keys.press("Control+Enter");
  await keys.press("Escape");

  await test.step("who comes back meanwhile finds it on its way, and cannot send it twice", async () => {
    await keys.press("j");
    await shows(page, second);
    await keys.press("k");
    await shows(page, first);
    await expect(field).toHaveValue("Said in the first.");
    await expect(page.getByRole("button", { name: words.composer.send })).toBeDisabled();
    await keys.press("j");
    await shows(page, second);
  });

  await test.step("the next ticket has its own", async () => {
    await keys.press("r");
    await field.fill("Said in the second.");
    await keys.press("Control+Enter");
    await expect(field).toHaveValue("");
    await field.fill("Begun in the second.");
    await keys.press("Escape");
  });

  await test.step("its answer changes nothing in the ticket that is open, and is there on the way back", async () => {
    const answered = page.waitForResponse((response) => response.url().includes("tickets.postMessage"));
    sending.go();
    await answered;
    await expect.poll(async () => (await told(first)).messages.map(({ body }) => body)).toContain("Said in the first.");
    await expect(field).toHaveValue("Begun in the second.");
    await expect(page.getByText("Said in the first.")).toHaveCount(0);
    await keys.press("k");
    await shows(page, first);
    await expect(page.getByText("Said in the first.")).toBeVisible();
    await expect(field).toHaveValue("");
    expect((await told(second)).messages.map(({ body }) => body)).not.toContain("Said in the first.");
  });
});

test("a change that fails when the next ticket is open already is taken back in its own, and says whose it was", async ({
  as,
}) => {
  const { customer, numbers } = await tickets(2);
  const [first = "", second = ""] = numbers;
  const page = await as("agent");
  const keys = page.keyboard;
  await page.goto(listOf(customer));
  await expect(page.locator("[data-ticket]")).toHaveCount(2);
  await keys.press("j");
  await shows(page, first);
  const changing = await holdBack(page, "tickets.update");
  const person = page.locator("#ticket-assignee");
  const nobody = await person.inputValue();

  await keys.press("a");
  await expect(person).not.toHaveValue(nobody);
  await keys.press("j");
  await shows(page, second);
  changing.refuse();
  // Hidden from readers, who were told, until somebody goes there.
  const toast = page.getByRole("alertdialog", { includeHidden: true }).filter({ hasText: first });
  await expect(toast).toBeVisible();
  await shows(page, second);
  await expect(person).toHaveValue(nobody);
  await toast.getByRole("button", { name: words.ticket.open, includeHidden: true }).click();
  await shows(page, first);
  await expect(person).toHaveValue(nobody);
  expect([(await told(first)).assignee, (await told(second)).assignee]).toEqual([null, null]);
});
