import type { frontDoor } from "#server/http/index.ts";

/** What belongs to a process that is open, for whoever serves it and closes it. */
export type OpenProcess = {
  frontDoor: typeof frontDoor;
  /** Lets jobs under way end and closes the database. */
  close(): Promise<void>;
  /** @returns what the first admin begins with; null where somebody works already */
  newSetupToken(): Promise<string | null>;
};

// Next.js opens the process with its own copy of the product; what serves it loads none of that a second time, which took longer than
// all the rest of the start.
const holder = globalThis as typeof globalThis & { __daozhangProcess?: Promise<OpenProcess> };
const LOOK_AGAIN_MS = 20;
const BEGUN_WITHIN_MS = 60_000;

/** Says that this process is being opened. @returns when it is */
export async function processOpens(opening: Promise<OpenProcess>): Promise<void> {
  holder.__daozhangProcess = opening;
  await opening;
}

/**
 * Resolves when the process is open. Next.js opens it by itself, and does not wait for that before it says that it is prepared.
 * @throws what opening it threw; Error when nobody begins to, as with a build of other sources
 */
export async function processIsOpen(): Promise<OpenProcess> {
  const until = performance.now() + BEGUN_WITHIN_MS;
  while (!holder.__daozhangProcess) {
    if (performance.now() > until)
      throw new Error("The build does not open the process: build it again (npm run build).");
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return holder.__daozhangProcess;
}

/** Closes what was opened. */
export async function closeProcess(): Promise<void> {
  const { close } = await processIsOpen();
  await close();
}
