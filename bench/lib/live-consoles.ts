import { parentPort, workerData } from "node:worker_threads";
import { openOne } from "#server/trpc/testing.ts";

/** Consoles on a thread of their own, as browsers are on machines of their own: what they take to read is not the server's. */
const { port, cookies, tabs } = workerData as { port: number; cookies: string[]; tabs: number };

const told: [subject: string, at: number][] = [];
const hear = ({ changes }: { changes: { subject: string }[] }) => {
  const at = performance.timeOrigin + performance.now();
  for (const { subject } of changes) told.push([subject, at]);
};
const signal = new AbortController().signal;
for (const cookie of cookies) {
  for (let tab = 0; tab < tabs; tab++) {
    const status = await openOne({ port, cookie, signal, hear });
    if (status !== 200) throw new Error(`a stream was answered with ${status}`);
  }
}
parentPort?.postMessage("open");
parentPort?.on("message", () => parentPort?.postMessage(told));
