import { defineConfig } from "@playwright/test";
import { findChromium } from "#bin/lib/chromium.ts";
import { freePort } from "#bin/lib/ports.ts";

// Workers read this file again and find the port that the first reading chose.
process.env.E2E_PORT ??= String(await freePort());
process.env.CHROMIUM_PATH ??= (await findChromium()) ?? "";

/** What headless Chromium needs as root in a container, and without reaching out to hosts of its maker. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Where no language is set, Chromium calls every file that has a Chinese name "download". */
const env = { ...process.env, LC_ALL: "C.UTF-8" };

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  globalSetup: "./e2e/fixtures/setup.ts",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  retries: 1,
  // Nothing is measured here: these end what hangs, on a machine however slow.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${process.env.E2E_PORT}`,
    browserName: "chromium",
    launchOptions: { executablePath: process.env.CHROMIUM_PATH || undefined, args, env },
    screenshot: "only-on-failure",
    trace: "on-first-retry",
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
  },
  projects: [
    {
      name: "phone",
      testDir: "e2e/journeys",
      use: { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true, locale: "zh-CN" },
    },
    {
      name: "desktop",
      testDir: "e2e/journeys",
      use: { viewport: { width: 1440, height: 900 }, locale: "en-US" },
    },
    { name: "outside", testDir: "e2e/outside" },
    { name: "faults", testDir: "e2e/faults" },
    ...(process.env.SCREENSHOTS === "1"
      ? [{ name: "screenshots", testDir: "e2e/screenshots", use: { viewport: { width: 1440, height: 900 } } }]
      : []),
  ],
});
