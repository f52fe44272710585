import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Finds a Chromium that is on this machine already.
 * @returns its path: CHROMIUM_PATH, else one on PATH, else the one that Playwright downloaded
 */
export async function findChromium(): Promise<string | undefined> {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      if (runs(path)) return path;
    }
  }
  const { chromium } = await import("@playwright/test");
  const own = chromium.executablePath();
  return own && existsSync(own) ? own : undefined;
}

/**
 * {@link findChromium}, and makes sure there is one: from Debian when we may install, else from an npm package.
 * @param announce told what is about to be done, when that takes a while
 */
export async function ensureChromium(announce: (what: string) => void): Promise<string | undefined> {
  const found = await findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0) {
    announce("Installing Chromium from Debian (apt-get)");
    const options = { stdio: "inherit" as const, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    spawnSync("apt-get", ["update", "-qq"], options);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
    const installed = await findChromium();
    if (installed) return installed;
  }
  announce("Unpacking the Chromium of @sparticuz/chromium");
  const { default: packed } = await import("@sparticuz/chromium");
  return packed.executablePath().catch((error: unknown) => {
    console.error(error);
    return undefined;
  });
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
