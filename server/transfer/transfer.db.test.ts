import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import {
  auditLog,
  inboxMessages,
  orders,
  outbox,
  slaTargets,
  tickets,
  transferKeys,
  transfers,
} from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { unzipped } from "#server/customers/testing.ts";
import { saveView } from "#server/tickets/index.ts";
import { freshStorage, later, NOW, openPaid, refusal, staff } from "#server/tickets/testing.ts";
import { previewTopup } from "#server/topup/index.ts";
import {
  commitImport,
  expireTransfers,
  exportFile,
  getTransfer,
  problemsFile,
  runTransfers,
  startExport,
  startImport,
} from "./index.ts";
import type { ImportKind, TransferKind } from "./schemas.ts";
import { fullNames } from "./tables.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const manager = staff("mia", NOW, "manager");
const job = () => runTransfers(systemContext("test", fixedClock(NOW)));
async function* bytesOf(text: string | Buffer) {
  yield Buffer.from(text as string);
}
const upload = (kind: ImportKind, text: string | Buffer) =>
  startImport({ ctx: manager, input: { kind, fileName: "a.csv", bytes: bytesOf(text) } });
async function takeIn(kind: ImportKind, text: string) {
  const { id } = await upload(kind, text);
  await commitImport({ ctx: manager, input: { id } });
  await job();
  return getTransfer({ ctx: manager, input: { id } });
}
async function written(kind: TransferKind, more: Record<string, unknown> = {}) {
  const { id } = await startExport({ ctx: manager, input: { kind, ...more } });
  await job();
  const file = await exportFile({ ctx: manager, input: { id } });
  const pieces: Buffer[] = [];
  for await (const piece of file.stream) pieces.push(piece);
  return { ...file, id, content: Buffer.concat(pieces) };
}

const HEAD = "external_id,opened_at,status,amount,contact,tags,description";
const GOOD = `${HEAD}\nA1,2025-01-02 10:00,resolved,12.50,13800000001,vip;old,"没到账, 请查"\nA2,2025-01-03T00:00:00Z,open,,,,\n`;

describe("an import of tickets", () => {
  test("says what is wrong line by line and takes nothing in", async () => {
    const text = `${HEAD},colour\nA1,yesterday,resolved,12.505,,,\n,2025-01-02,gone,,,,\nA3,2025-01-02,closed,1,,,\nA3,2025-01-02,closed,1,,,\n`;
    const checked = await upload("tickets", text);
    expect(checked).toMatchObject({ state: "checked", total: 4, good: 1, bad: 3, same: 0 });
    const { problems } = await getTransfer({ ctx: manager, input: { id: checked.id } });
    expect(problems).toEqual([
      { line: 1, column: "colour", code: "UNKNOWN_COLUMN" },
      { line: 2, column: "amount", code: "NOT_A_NUMBER" },
      { line: 2, column: "opened_at", code: "NOT_A_TIME" },
      { line: 3, column: "external_id", code: "REQUIRED" },
      { line: 3, column: "status", code: "NOT_ONE_OF" },
      { line: 5, column: "external_id", code: "TWICE_IN_FILE" },
    ]);
    const { bytes } = await problemsFile({ ctx: manager, input: { id: checked.id } });
    expect(bytes.toString("utf8")).toContain("2,amount,NOT_A_NUMBER");
    expect(await db.select().from(tickets)).toEqual([]);
  });

  test("takes history in once, tells nobody, and runs clocks for what is open alone", async () => {
    expect(await takeIn("tickets", GOOD)).toMatchObject({ state: "done", done: 2, same: 0, bad: 0 });
    const rows = await db.select().from(tickets).orderBy(tickets.openedAt);
    expect(rows).toMatchObject([
      { status: "resolved", amountFen: 1_250, tags: ["vip", "old", "imported"], description: "没到账, 请查" },
      { status: "open", amountFen: null, tags: ["imported"], orderNo: null },
    ]);
    expect(rows[0]?.openedAt.toISOString()).toBe("2025-01-02T02:00:00.000Z");
    const clocks = await db.select().from(slaTargets);
    expect(new Set(clocks.map(({ ticketId }) => ticketId))).toEqual(new Set([rows[1]?.id]));
    expect(await db.select().from(inboxMessages)).toEqual([]);
    const topics = (await db.select().from(outbox)).map(({ topic }) => topic);
    expect(topics).not.toContain("ticket.opened");
    // Again, in another file: the same rows are known by their key.
    expect(await upload("tickets", GOOD)).toMatchObject({ same: 2 });
    expect(await takeIn("tickets", GOOD)).toMatchObject({ done: 0, same: 2 });
    expect(await db.select().from(tickets)).toHaveLength(2);
    const audited = (await db.select().from(auditLog)).map(({ action }) => action).filter((a) => /^import/.test(a));
    expect(audited.filter((action) => action === "import.ended")).toHaveLength(2);
  });

  test("goes on behind the last row when it was cut off", async () => {
    const { id } = await upload("tickets", GOOD);
    await commitImport({ ctx: manager, input: { id } });
    await transact((tx) => tx.update(transfers).set({ atRow: 1, done: 1 }).where(eq(transfers.id, id)));
    await job();
    expect(await getTransfer({ ctx: manager, input: { id } })).toMatchObject({ state: "done", done: 2 });
    expect(await db.select().from(tickets)).toHaveLength(1);
  });

  test("reads what Chinese spreadsheets write", async () => {
    const gbk = Buffer.concat([
      Buffer.from("external_id,opened_at,status,product\nA1,2025/1/2 9:05,closed,"),
      Buffer.from([0xb3, 0xe4, 0xd6, 0xb5]),
      Buffer.from("\n"),
    ]);
    const { id } = await upload("tickets", gbk);
    await commitImport({ ctx: manager, input: { id } });
    await job();
    expect((await db.select().from(tickets))[0]).toMatchObject({ productName: "充值", status: "closed" });
  });

  test("is for managers, of whole files", async () => {
    const byAgent = startImport({ ctx: staff("ann"), input: { kind: "tickets", fileName: "", bytes: bytesOf(GOOD) } });
    expect(await refusal(byAgent)).toMatchObject({ status: 403 });
    expect(await refusal(upload("tickets", ""))).toMatchObject({ code: "FILE_EMPTY" });
    expect(await refusal(upload("tickets", 'a,"b\n'))).toMatchObject({ code: "FILE_MALFORMED" });
    const empty = await upload("tickets", "external_id\n");
    expect(empty).toMatchObject({ good: 0 });
    expect(await refusal(commitImport({ ctx: manager, input: { id: empty.id } }))).toMatchObject({
      code: "TRANSFER_NOT_READY",
    });
  });
});

test("orders come through the platform's door, once, and none that still waits for its money", async () => {
  const head =
    "order_no,customer_id,created_at,product_type,product,sku,amount,target,payment_no,channel,paid_at,credited_at,status";
  const settled = "O1,C1,2025-01-02,wallet,W,S,20,C1,P1,alipay,2025-01-02 08:01,2025-01-02 08:02,completed";
  const waiting = "O2,C1,2025-01-02,wallet,W,S,20,C1,P2,alipay,2025-01-02 08:01,,paid";
  const checked = await upload("orders", `${head}\n${settled}\n${waiting}\n`);
  expect(checked).toMatchObject({ good: 1, bad: 1 });
  expect(await takeIn("orders", `${head}\n${settled}\n${waiting}\n`)).toMatchObject({ done: 1, bad: 1 });
  expect(await db.select().from(orders)).toMatchObject([
    { orderNo: "O1", paidFen: 2_000, platformCreditedFen: 2_000, status: "completed" },
  ]);
  expect((await previewTopup({ ctx: manager, input: { orderNo: "O1" } })).possible).toBe(false);
  expect(await takeIn("orders", `${head}\n${settled}\n`)).toMatchObject({ done: 0, same: 1 });
});

test("macros come in for everybody, and a wrong variable is refused on its line", async () => {
  const text = "key,name_zh,name_en,body_zh,body_en\nm1,催办,Chase,您好,Hello\nm2,坏,Bad,{{nothing.such}},x\n";
  expect(await takeIn("macros", text)).toMatchObject({ done: 1, bad: 1 });
  const { content } = await written("macros");
  expect(content.toString("utf8")).toContain("催办,Chase,您好,Hello");
});

describe("an export", () => {
  test("masks contacts, and is plain for who may see them and says why", async () => {
    await openPaid("O1", { contact: "13800000001" });
    const { content, name } = await written("tickets");
    expect(name).toMatch(/^tickets-.*\.csv$/);
    expect(content.toString("utf8")).not.toContain("13800000001");
    expect(content.toString("utf8")).toContain("138****0001");
    const plain = await written("tickets", { plain: true, reason: "moving house" });
    expect(plain.content.toString("utf8")).toContain("13800000001");
    const other = exportFile({ ctx: staff("max", NOW, "manager"), input: { id: plain.id } });
    expect(await refusal(other)).toMatchObject({ status: 403 });
    await expect(startExport({ ctx: manager, input: { kind: "tickets", plain: true } })).rejects.toThrow();
  });

  test("of tickets loses nothing when it is taken in elsewhere, whatever people wrote", async () => {
    const odd = '"=1+1, ""quoted""\r\nsecond line, 13800000002"';
    const more = "A3,2025-01-04T08:30:00Z,closed,99.99,a@shop.example,一;two,";
    const long = `A4,2025-01-05T08:30:00Z,closed,,,,"'=${"长".repeat(4_000)}"`;
    await takeIn("tickets", `${GOOD}${more}${odd}\n${long}\n`);
    const kept = async () => {
      const rows = await db.select().from(tickets).orderBy(tickets.openedAt);
      const same = ({
        openedAt,
        resolvedAt,
        status,
        priority,
        causeCode,
        claim,
        amountFen,
        ...rest
      }: (typeof rows)[0]) => ({
        ...{ openedAt, resolvedAt, status, priority, causeCode, claim, amountFen },
        ...{ order: rest.claimedOrderNo, customer: rest.customerId, product: rest.productName, channel: rest.channel },
        ...{ contact: rest.contact, description: rest.description, tags: rest.tags, locale: rest.locale },
      });
      return rows.map(same);
    };
    const before = await kept();
    expect(before[2]).toMatchObject({ description: '=1+1, "quoted"\nsecond line, 13800000002', amountFen: 9_999 });
    const { content } = await written("tickets", { plain: true, reason: "moving house" });
    await transact(async (tx) => {
      await tx.delete(transferKeys);
      await tx.delete(slaTargets);
      await tx.update(tickets).set({ mergedInto: null });
    });
    const again = await takeIn("tickets", content.toString("utf8"));
    expect(again).toMatchObject({ total: 4, done: 4, bad: 0 });
    const after = await kept();
    expect(after).toHaveLength(8);
    // Each stands there twice now: as it came first, and as it came back.
    for (const [i, row] of before.entries()) {
      expect(after.slice(2 * i, 2 * i + 2)).toEqual([row, row]);
    }
  });

  test("of tickets is of a list alone where one is named", async () => {
    await takeIn("tickets", `${GOOD}A3,2025-01-04,open,3,,vip,\n`);
    const numbers = async (more: Record<string, unknown>) => (await written("tickets", more)).content.toString("utf8");
    const vip = await numbers({ filter: { tags: ["vip"] } });
    expect(vip.trim().split("\r\n")).toHaveLength(3);
    const open = await numbers({ view: "open" });
    expect(open.trim().split("\r\n")).toHaveLength(3);
    expect(open).not.toContain("没到账");
    const { id } = await saveView({ ctx: manager, input: { name: "vip", filter: { tags: ["vip"] }, shared: true } });
    expect((await numbers({ view: id, filter: { open: true } })).trim().split("\r\n")).toHaveLength(2);
    const gone = startExport({ ctx: manager, input: { kind: "tickets", view: "nowhere" } });
    expect(await refusal(gone)).toMatchObject({ code: "VIEW_NOT_FOUND" });
    await expect(startExport({ ctx: manager, input: { kind: "orders", view: "open" } })).rejects.toThrow();
  });

  test("of everything is a zip of JSON lines, and is gone after its day", async () => {
    const { number } = await openPaid("O1", { contact: "13800000001" });
    const { content, id, mediaType } = await written("full");
    expect(mediaType).toBe("application/zip");
    expect(content.subarray(0, 2).toString()).toBe("PK");
    const files = await unzipped(content);
    expect([...files.keys()].toSorted()).toEqual(fullNames.map((name) => `${name}.jsonl`).toSorted());
    const rows = (name: string) =>
      (files.get(`${name}.jsonl`)?.toString() ?? "")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows("tickets")).toMatchObject([{ number, orderNo: "O1" }]);
    expect(rows("orders")).toMatchObject([{ orderNo: "O1" }]);
    expect(rows("checklist_runs")).toMatchObject([{ orderNo: "O1" }]);
    expect(rows("audit").length).toBeGreaterThan(0);
    expect([...files.values()].join("\n")).not.toMatch(/13800000001|accessHash/);
    await expireTransfers(systemContext("test", fixedClock(later(60 * 25))));
    const late = exportFile({ ctx: manager, input: { id } });
    expect(await refusal(late)).toMatchObject({ code: "TRANSFER_NOT_READY" });
  });
});
