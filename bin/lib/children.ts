import { type ChildProcess, spawn } from "node:child_process";

const KILL_AFTER_MS = 15_000;

export type Child = { readonly process: ChildProcess; readonly ended: Promise<number> };

/** Starts a TypeScript command of this repository on this Node, its output on our terminal. */
export function startChild(command: string, environment: Record<string, string>, args: string[] = []): Child {
  const child = spawn(process.execPath, [command, ...args], {
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  const ended = new Promise<number>((resolve) => {
    child.once("exit", (code) => resolve(code ?? 1));
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
  });
  return { process: child, ended };
}

/** Asks a child to stop, and makes it when it does not. */
export async function stopChild({ process: child, ended }: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const cut = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
  await ended;
  clearTimeout(cut);
}

/**
 * Waits until `url` answers 200.
 * @param child the process that should answer; when it ends first, waiting is over
 * @returns true when it answered
 */
export async function waitUntilUp(url: string, child: Child, timeoutMs: number): Promise<boolean> {
  const until = Date.now() + timeoutMs;
  let over = false;
  child.ended.then(() => {
    over = true;
  });
  while (Date.now() < until && !over) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
