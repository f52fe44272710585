import { setTimeout } from "node:timers/promises";
import { askFile } from "#db/raw-bulk.ts";
import { quantile, round } from "../stats.ts";
import { urlOf } from "./files.ts";

const ROWS = 1_000;
const LONGEST_MS = 300_000;

/**
 * A thousand tickets in one piece of work, with a queue page asked for again and again meanwhile. The server runs the product's jobs.
 * @returns rows a second, from the call to the last row, and the queue page's p95 until then
 */
export async function measureBulk({ tickets, port }: { tickets: number; port: number }) {
  const ask = async (path: string, input: unknown) => {
    const answer = await fetch(`http://127.0.0.1:${port}/${path}`, { method: "POST", body: JSON.stringify(input) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as { id: string; state: string; failed: number };
  };
  const rows = askFile<{ number: string }>(
    urlOf(tickets),
    `select number from tickets where status in ('new', 'open') order by rowid desc limit ${ROWS}`,
  );
  const started = performance.now();
  const action = { kind: "update", addTags: [`bench-${Date.now() % 1_000_000}`] };
  const { id } = await ask("bulk.start", { tickets: rows.map(({ number }) => number), action });
  const pages: number[] = [];
  for (;;) {
    const asked = performance.now();
    await ask("tickets.list", { queue: "open", sort: "due", limit: 50 });
    pages.push(performance.now() - asked);
    const { state, failed } = await ask("bulk.get", { id });
    if (failed > 0) throw new Error(`${failed} rows failed`);
    if (state === "done") break;
    if (performance.now() - started > LONGEST_MS) throw new Error(`not done after ${LONGEST_MS / 1_000} s`);
    await setTimeout(20);
  }
  const seconds = (performance.now() - started) / 1_000;
  return {
    ...{ tickets, rows: rows.length, rowsPerSecond: round(rows.length / seconds, 0), seconds: round(seconds) },
    queuePageP95Ms: round(quantile(pages, 0.95), 1),
  };
}
