import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { bills } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { overrideEnv } from "#server/core/env.ts";
import { runDueBills } from "./run.ts";
import { billRow, DAY, jobs, line, setUpChannel, source } from "./testing.ts";
import { uploadBill } from "./upload-bill.ts";

freshDatabase({ beforeEach, afterEach });

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "daozhang-upload-"));
  overrideEnv({ STORAGE_URL: `file:${folder}` });
  await setUpChannel("small", "epay");
});
afterEach(() => {
  overrideEnv();
  rmSync(folder, { recursive: true, force: true });
});

const stored = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
const HEADER = Buffer.from("out_trade_no,money,status\r\n");
const ROW = Buffer.from("P1,1.00,1\r\n".repeat(100));

async function* file(pieces: number, onPiece: (n: number) => void = () => {}): AsyncGenerator<Uint8Array> {
  yield HEADER;
  for (let n = 0; n < pieces; n++) {
    onPiece(n);
    yield ROW;
  }
}
const put = (bytes: AsyncIterable<Uint8Array>, more: { replace?: boolean; maxBytes?: number; day?: string } = {}) => {
  const { maxBytes, ...rest } = more;
  const input = { channel: "small", day: DAY, replace: false, fileName: "a/b\\c\u0007.csv", bytes, ...rest };
  return uploadBill({ ctx: jobs(), input, ...(maxBytes === undefined ? {} : { maxBytes }) });
};

test("a file above the limit is refused when the limit is crossed, and nothing of it is kept", async () => {
  let furthest = 0;
  const long = file(10_000, (n) => {
    furthest = n;
  });
  await expect(put(long, { maxBytes: 50_000 })).rejects.toMatchObject({ status: 413, code: "PAYLOAD_TOO_LARGE" });
  expect(furthest).toBeLessThan(60);
  expect(stored()).toEqual([]);
  expect(await db.$count(bills)).toBe(0);
});

test("a bill that is there is refused before a byte is read", async () => {
  await put(file(1));
  let read = false;
  const second = file(1, () => {
    read = true;
  });
  await expect(put(second)).rejects.toMatchObject({ code: "BILL_EXISTS" });
  expect(read).toBe(false);
});

test("two at once: one is kept, the other is told so", async () => {
  const both = await Promise.allSettled([put(file(3)), put(file(4))]);
  expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(both.find((one) => one.status === "rejected")?.reason).toMatchObject({ status: 409, code: "BILL_EXISTS" });
  expect(await db.$count(bills)).toBe(1);
});

test("a name is kept to be shown, without its path and what cannot be read", async () => {
  expect((await put(file(1))).fileName).toBe("c.csv");
});

test("who works on a file that is replaced loses it: nothing of the old one is in the end", async () => {
  const { id } = await put(file(1));
  let wake = () => {};
  const asleep = new Promise<void>((resolve) => {
    wake = resolve;
  });
  let reading = () => {};
  const begun = new Promise<void>((resolve) => {
    reading = resolve;
  });
  async function* old() {
    yield line("POLD", 1);
    reading();
    await asleep;
    yield line("POLD2", 1);
  }
  let opened = 0;
  const open = async () => source(++opened === 1 ? old() : [line("PNEW", 5)]);
  const worker = runDueBills(jobs(), open, { lines: 1 });
  await begun;
  await put(file(2), { replace: true });
  wake();
  await worker;
  expect(opened).toBe(2);
  expect(await billRow(id)).toMatchObject({ state: "done", linesRead: 1, paidFen: 5, compared: 1 });
});
