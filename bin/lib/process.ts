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

/** Says that this process is being opened. */
export function processOpens(opening: Promise<OpenProcess>): void {
  holder.__daozhangProcess = opening;
}

/** Resolves when the process is open. Next.js opens it by itself, and does not wait for that before it says that it is prepared. */
export async function processIsOpen(): Promise<OpenProcess> {
  while (!holder.__daozhangProcess) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  return holder.__daozhangProcess;
}

/** Closes what was opened. */
export async function closeProcess(): Promise<void> {
  const { close } = await processIsOpen();
  await close();
}
