import type { Page } from "@playwright/test";
import { freePort } from "#bin/lib/ports.ts";
import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { Installation } from "../fixtures/installation.ts";
import { asBrowser, signIn } from "../fixtures/sign-in.ts";
import { staff } from "../fixtures/staff.ts";
import { expect, test } from "../fixtures/test.ts";
import { openTicketByApi } from "./by-api.ts";
import { Line } from "./line.ts";

/** A silent line is noticed after three pings that did not come, and then it is waited a moment more. */
const NOTICED_MS = 90_000;

const state = (page: Page) => page.locator("[data-live]").first();
const shows = (page: Page, ...states: string[]) =>
  expect(state(page)).toHaveAttribute("data-live", new RegExp(`^(${states.join("|")})$`), { timeout: NOTICED_MS });

test("a desk whose line breaks says so, and misses nothing that happens meanwhile", async ({ browser, isMobile }) => {
  test.skip(isMobile, "The same line on every screen.");
  test.setTimeout(300_000);
  const [port, shownPort] = [await freePort(), await freePort()];
  const line = new Line(port);
  await line.listen(shownPort);
  const url = `http://127.0.0.1:${shownPort}`;
  const place = new Installation(port, { APP_URL: url, OCR: "off" });
  try {
    await place.start();
    place.hire(staff.agent);
    const api = new Api(place.url, place.apiKey("realtime"));
    const open = async () =>
      openTicketByApi(api, await buy("CB_MISSING", { url: place.url, secret: place.webhookSecret }));
    const [context, { number }] = await Promise.all([
      browser.newContext({ storageState: asBrowser(await signIn(url, staff.agent)), locale: "en-US" }),
      open(),
    ]);
    const page = await context.newPage();
    await page.goto(`${url}/desk/${number}?queue=all`);
    await shows(page, "live");

    /** While it is so, somebody opens a ticket and somebody answers in the one that is on the screen; both are seen after. */
    const nothingIsMissed = async (text: string, again: () => unknown) => {
      const fresh = await open();
      const said = await api.post(`/api/v1/tickets/${number}/messages`, { body: text });
      expect(said.status).toBe(201);
      await again();
      await shows(page, "live");
      await expect(page.locator(`[data-ticket="${fresh.number}"]`)).toBeVisible();
      await expect(page.getByText(text)).toBeVisible();
    };

    await test.step("what happens is seen as it happens", () => nothingIsMissed("as it happens", () => {}));
    await test.step("a proxy that answers for a server which is away", async () => {
      line.become("unavailable");
      await shows(page, "reconnecting", "polling");
      await shows(page, "polling");
      await nothingIsMissed("behind a proxy", () => line.become("through"));
    });
    await test.step("a server that is killed and started again", async () => {
      await place.stop("SIGKILL");
      await shows(page, "reconnecting", "polling");
      await place.start();
      await nothingIsMissed("after a restart", () => {});
    });
    await test.step("a server that is stopped as an update stops it", async () => {
      await place.stop();
      await shows(page, "reconnecting", "polling");
      await place.start();
      await nothingIsMissed("after an update", () => {});
    });
    await test.step("a line that goes silent without breaking", async () => {
      line.become("silent");
      await nothingIsMissed("in silence", async () => {
        await shows(page, "reconnecting", "polling");
        line.become("through");
      });
    });
    await context.close();
  } finally {
    await line.close();
    await place.remove();
  }
});
