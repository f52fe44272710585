import fc from "fast-check";
import { expect, test } from "vitest";
import { fileOfForm } from "./multipart.ts";

const CONTENT_TYPE = "multipart/form-data; boundary=----Edge7";
const disposition = (rest: string) => `Content-Disposition: form-data; ${rest}\r\n`;

function form(file: Buffer, name = "bill.csv"): Buffer {
  return Buffer.concat([
    Buffer.from(`------Edge7\r\n${disposition('name="note"')}\r\nsome words\r\n`),
    Buffer.from(`------Edge7\r\n${disposition(`name="file"; filename="${name}"`)}Content-Type: text/csv\r\n\r\n`),
    file,
    Buffer.from(`\r\n------Edge7\r\n${disposition('name="after"')}\r\nx\r\n------Edge7--\r\n`),
  ]);
}

async function* cut(bytes: Buffer, at: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const end of [...at].sort((a, b) => a - b)) {
    if (end > start) yield bytes.subarray(start, end);
    start = Math.max(start, end);
  }
  if (start < bytes.length) yield bytes.subarray(start);
}

async function read(body: Buffer, at: readonly number[] = []) {
  const { name, bytes } = await fileOfForm(cut(body, at), CONTENT_TYPE, "file");
  const pieces: Buffer[] = [];
  for await (const piece of bytes) pieces.push(Buffer.from(piece));
  return { name, bytes: Buffer.concat(pieces) };
}

test("gives the file's very bytes, wherever the pieces are cut and whatever is in it", async () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    // What looks like a boundary and is none.
    fc
      .array(fc.constantFrom("\r\n", "--", "----Edge7", "------Edge", "\r\n------Edg", "a"), { maxLength: 30 })
      .map((words) => Buffer.from(words.join(""))),
  );
  await fc.assert(
    fc.asyncProperty(content, fc.array(fc.nat(900), { maxLength: 20 }), async (file, at) => {
      fc.pre(!file.includes("\r\n------Edge7"));
      const body = form(file);
      const read_ = await read(
        body,
        at.map((n) => n % body.length),
      );
      expect(read_.bytes.equals(file)).toBe(true);
      expect(read_.name).toBe("bill.csv");
    }),
  );
});

test("passes large files on piece by piece", async () => {
  const piece = Buffer.alloc(64 * 1024, 7);
  async function* body() {
    yield Buffer.from(`------Edge7\r\n${disposition('name="file"; filename="b.zip"')}\r\n`);
    for (let i = 0; i < 100; i++) yield piece;
    yield Buffer.from("\r\n------Edge7--\r\n");
  }
  const { bytes } = await fileOfForm(body(), CONTENT_TYPE, "file");
  let [total, largest] = [0, 0];
  for await (const one of bytes) {
    total += one.length;
    largest = Math.max(largest, one.length);
  }
  expect(total).toBe(100 * piece.length);
  expect(largest).toBeLessThan(2 * piece.length);
});

test("names are read as browsers write them", async () => {
  expect((await read(form(Buffer.from("a,b"), "账单%22十一月%22.csv"))).name).toBe('账单"十一月".csv');
});

test.each([
  ["no boundary", "multipart/form-data", "x"],
  [
    "no file of that name",
    CONTENT_TYPE,
    `------Edge7\r\n${disposition('name="other"; filename="a"')}\r\nx\r\n------Edge7--\r\n`,
  ],
  ["a field that is no file", CONTENT_TYPE, `------Edge7\r\n${disposition('name="file"')}\r\nx\r\n------Edge7--\r\n`],
  ["a body that never begins", CONTENT_TYPE, "nothing of the kind"],
  ["headers without an end", CONTENT_TYPE, `------Edge7\r\nX: ${"y".repeat(20_000)}`],
])("refuses a form with %s", async (_name, type, body) => {
  await expect(fileOfForm(cut(Buffer.from(body), []), type, "file")).rejects.toMatchObject({ code: "MALFORMED_FORM" });
});

test("a form that is cut off in the middle of the file says so when the file is read", async () => {
  const whole = form(Buffer.from("1,2,3\r\n4,5,6"));
  await expect(read(whole.subarray(0, whole.indexOf("4,5")))).rejects.toMatchObject({ code: "MALFORMED_FORM" });
});
