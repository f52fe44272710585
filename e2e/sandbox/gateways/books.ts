import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Till } from "./till.ts";
import type { SandboxPayment } from "./types.ts";

type Kept = { payments: SandboxPayment[]; extraLines: Till["extraLines"] };

/** Times come back from JSON as text: every member that is named so is one. */
const revive = (key: string, value: unknown) =>
  typeof value === "string" && (key === "at" || key.endsWith("At")) ? new Date(value) : value;

/** Fills a till with what was kept, if anything was. */
export function openBooks(till: Till, file: string): void {
  if (!existsSync(file)) return;
  const kept = JSON.parse(readFileSync(file, "utf8"), revive) as Kept;
  for (const row of kept.payments) till.payments.set(`${row.kind} ${row.outTradeNo}`, row);
  till.extraLines.push(...kept.extraLines);
}

/** Keeps what a till holds, so that a restart of the demo finds the month's payments at their gateways. */
export function keepBooks(till: Till, file: string): void {
  const kept: Kept = { payments: [...till.payments.values()], extraLines: till.extraLines };
  writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
