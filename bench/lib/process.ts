import { type ChildProcess, spawn } from "node:child_process";

/** Starts a server and waits until `url` answers. @throws Error when it ends before it answers, with what it said */
export async function startServer(
  command: string,
  args: string[],
  env: Record<string, string>,
  url: string,
  waitMs = 30_000,
): Promise<ChildProcess> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (part: Buffer) => {
    said = `${said}${part}`.slice(-4_000);
  });
  child.stderr.on("data", (part: Buffer) => {
    said = `${said}${part}`.slice(-4_000);
  });
  for (const until = performance.now() + waitMs; performance.now() < until; ) {
    if (child.exitCode !== null) throw new Error(`${command} ${args.join(" ")} ended:\n${said}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer && answer.status < 500) return child;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill("SIGKILL");
  throw new Error(`${url} did not answer:\n${said}`);
}

/** Ends a server that {@link startServer} started. */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(force);
}
