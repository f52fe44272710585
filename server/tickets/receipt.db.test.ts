import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { systemClock } from "#server/core/clock.ts";
import { backfillEvidence } from "#server/evidence/index.ts";
import type { Receipt } from "#server/evidence/schemas.ts";
import { decideTopup, requestTopup } from "#server/topup/index.ts";
import { orderReceipt, postMessage, ticketReceipt } from "./index.ts";
import { customer, holder, openPaid, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
const folder = mkdtempSync(join(tmpdir(), "daozhang-receipt-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SCRIPT = "public/evidence/verify.mjs";

/** Runs the script as a customer does: one file, one key, and nothing else. */
function check(receipt: unknown, key: string): { code: number; said: string } {
  const file = join(folder, "receipt.json");
  writeFileSync(file, JSON.stringify(receipt));
  try {
    return {
      code: 0,
      said: execFileSync(process.execPath, [SCRIPT, file, key], { encoding: "utf8", env: { NODE_ENV: "test" } }),
    };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { code: status, said: stdout };
  }
}

async function credited() {
  await backfillEvidence(systemClock);
  const ticket = await openPaid();
  await postMessage({
    ctx: staff("S1"),
    input: { number: ticket.number, body: "我们正在查", visibility: "public", version: 1 } as never,
  });
  await postMessage({
    ctx: staff("S1"),
    input: { number: ticket.number, body: "渠道说已付", visibility: "internal", version: 2 } as never,
  });
  const asked = await requestTopup({ ctx: staff("agent"), input: { orderNo: "O1", reasonCode: "CB_MISSING" } });
  const input = { id: asked.id, decision: "approve" as const, factsHash: asked.factsHash };
  await decideTopup({ ctx: staff("lead", undefined, "lead"), input });
  return ticket;
}

const spoil = (receipt: Receipt, change: (copy: Receipt) => void): Receipt => {
  const copy = structuredClone(receipt);
  change(copy);
  return copy;
};
const first = (receipt: Receipt) => receipt.entries[0] as Receipt["entries"][number];
const kindOf = ({ leaf }: Receipt["entries"][number]) => (JSON.parse(leaf) as { kind: string }).kind;
/** A field as nobody may read it: its hash alone, or that beside a value of one's own. */
function closed(receipt: Receipt, kind: string, name: string, more: Record<string, string> = {}): void {
  const { fields } = receipt.entries.find((entry) => kindOf(entry) === kind) ?? first(receipt);
  const field = fields[name];
  if (!field || !("json" in field)) throw new Error(`${name} is not open`);
  const hash = createHash("sha256")
    .update(field.salt + field.json)
    .digest("base64");
  fields[name] = { hash, ...more };
}

describe("a receipt", () => {
  test("is checked by a script under 60 lines that needs nothing else, and every spoilt one is refused", async () => {
    expect(readFileSync(SCRIPT, "utf8").trimEnd().split("\n").length).toBeLessThan(60);
    expect(readFileSync(SCRIPT, "utf8")).not.toMatch(/^import /m);
    await credited();
    const receipt = await orderReceipt({ ctx: staff("S1"), input: { orderNo: "O1" } });
    expect(receipt.entries.length).toBeGreaterThan(3);
    const good = check(receipt, receipt.vkey);
    expect(good).toMatchObject({ code: 0, said: expect.stringContaining("Holds: order O1") });
    const amount = (copy: Receipt) => {
      for (const { fields } of copy.entries) {
        const field = fields["data.amountFen"];
        if (field && "json" in field) field.json = "1";
      }
    };
    const changes: Record<string, (copy: Receipt) => void> = {
      "its fields were changed": amount,
      "it is of another order": (copy) => {
        copy.orderNo = "O2";
      },
      "it is not in the log": (copy) => {
        first(copy).proof = first(copy).proof.map((hash) =>
          Buffer.from(hash, "base64").fill(1, 0, 1).toString("base64"),
        );
      },
      "the proof is too short": (copy) => {
        first(copy).proof = [];
      },
      "another log, or malformed": (copy) => {
        copy.checkpoint = copy.checkpoint.replace(/^[^\n]+/, "elsewhere/evidence");
      },
      "not signed by this key": (copy) => {
        copy.checkpoint = copy.checkpoint.replace(/\n\d+\n/, "\n9999\n");
      },
      "was changed|fields were changed": (copy) => {
        first(copy).leaf = first(copy).leaf.replace(/"digest":"./, '"digest":"_');
      },
    };
    for (const [problem, change] of Object.entries(changes)) {
      const { code, said } = check(spoil(receipt, change), receipt.vkey);
      expect([code, said]).toEqual([1, expect.stringMatching(problem)]);
    }
    const orders: ((copy: Receipt) => void)[] = [
      (copy) => closed(copy, "event", "orderNo"),
      (copy) => closed(copy, "ledger", "orderNo"),
      // Whose order is whose business: the trade number of another's payment, beside events of one's own.
      (copy) => closed(copy, "event", "id"),
      (copy) => closed(copy, "event", "orderNo", { json: '"O1"', salt: "AA==" }),
      (copy) => {
        copy.orderNo = "O2";
        for (const { fields } of copy.entries) fields.orderNo = { json: '"O2"', salt: "AA==" };
      },
      // A value cut short, with the rest of it moved into the salt.
      (copy) => {
        const field = first(copy).fields.type;
        if (field && "json" in field)
          Object.assign(field, { salt: field.salt + field.json.slice(0, 3), json: field.json.slice(3) });
      },
      (copy) => {
        copy.entries = [];
      },
      (copy) => {
        first(copy).index = first(copy).index - 0.5;
      },
      (copy) => {
        delete first(copy).fields.orderNo;
      },
    ];
    // A salt that is a list is joined with commas: it could reach into a value that has as many, and cut it down to its end.
    const long = spoil(receipt, (copy) => {
      const { fields } = first(copy);
      for (const field of Object.values(fields)) if ("json" in field) Object.assign(field, { salt: [...field.salt] });
    });
    expect(check(long, receipt.vkey).code).toBe(1);
    for (const change of orders) expect(check(spoil(receipt, change), receipt.vkey).code).toBe(1);
    const twice = spoil(receipt, (copy) => copy.entries.push(first(copy)));
    expect(check(twice, receipt.vkey).code).toBe(1);
    expect(check({ ...receipt, format: "other@9" }, receipt.vkey).code).toBe(2);
  });

  test("of a ticket is its owner's: with public messages, without notes, names of staff, or anybody's device", async () => {
    const ticket = await credited();
    const ctx = await holder(ticket);
    const receipt = await ticketReceipt({ ctx, input: { number: ticket.number } });
    expect(check(receipt, receipt.vkey).code).toBe(0);
    const text = JSON.stringify(receipt);
    expect(text).toContain("我们正在查");
    expect(text).not.toContain("渠道说已付");
    expect(text).not.toMatch(/"json":"\\"S1\\""/);
    const kinds = receipt.entries.map(({ leaf }) => (JSON.parse(leaf) as { kind: string }).kind);
    expect(new Set(kinds)).toEqual(new Set(["event", "ledger", "step", "message"]));
  });

  test("is nobody else's, and of no order that is not there", async () => {
    const ticket = await credited();
    const stranger = ticketReceipt({ ctx: customer("C2"), input: { number: ticket.number } });
    await expect(stranger).rejects.toMatchObject({ code: "TICKET_NOT_FOUND" });
    await expect(orderReceipt({ ctx: customer("C1001"), input: { orderNo: "O1" } })).rejects.toMatchObject({
      status: 403,
    });
    await expect(orderReceipt({ ctx: staff("S1"), input: { orderNo: "O404" } })).rejects.toMatchObject({
      code: "ORDER_NOT_FOUND",
    });
  });
});
