import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** For tests: `docs/examples/receiver.mjs` as a process of its own, as a shop would run it. */

export type ShopOrder = { priceFen: number; creditedFen: number; paidBy?: string; cardKey?: string };
export type Books = { orders: Record<string, ShopOrder>; refunds: Record<string, number>; commands: object };

export type Receiver = { url: string; books(): Books; stop(): Promise<void> };

/** @param orders what the shop knows; the example reads its books once, when it starts */
export async function startReceiver(secret: string, orders: Record<string, ShopOrder>): Promise<Receiver> {
  const folder = mkdtempSync(join(tmpdir(), "receiver-"));
  const path = join(folder, "books.json");
  writeFileSync(path, JSON.stringify({ orders, refunds: {}, commands: {} }));
  const child = spawn(process.execPath, ["docs/examples/receiver.mjs"], {
    env: { ...process.env, PORT: "0", DAOZHANG_COMMAND_SECRET: secret, BOOKS: path },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const address = /http:\/\/\S+/.exec(said)?.[0];
      if (address) resolve(address);
    });
    child.once("exit", (code) => reject(new Error(`the receiver ended with ${code}`)));
  });
  return {
    url,
    books: () => JSON.parse(readFileSync(path, "utf8")) as Books,
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
