import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { notesIn, signCheckpoint } from "#server/evidence/note.ts";
import { endOf } from "./heads-file.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "daozhang-heads-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signer = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return { key: { name: "shop.example/evidence", publicKey: raw }, privateKey };
};
const [before, now] = [signer(), signer()];
/** Heads as they are appended, every third with both signatures of a changed key. */
const heads = (count: number) =>
  Array.from({ length: count }, (_, n) => {
    const head = { origin: "shop.example/evidence", size: n + 1, root: new Uint8Array(32).fill(n) };
    return signCheckpoint(head, ...(n % 3 === 0 ? [before, now] : [now]));
  });
function fileOf(notes: readonly string[]): string {
  const file = join(folder, `heads-${notes.length}`);
  writeFileSync(file, notes.join(""));
  return file;
}

test("a file of more than four megabytes is read from its first whole head on", () => {
  const few = heads(100);
  const notes = Array.from({ length: 200 }, () => few).flat();
  const file = fileOf(notes);
  expect(statSync(file).size).toBeGreaterThan(4 * 1024 * 1024);
  const read = notesIn(endOf(file));
  expect(read.length).toBeGreaterThan(10_000);
  expect(read).toEqual(notes.slice(-read.length));
});

test("wherever a file is cut, every head that is whole behind the cut is read, and no other", () => {
  const notes = heads(7);
  const file = fileOf(notes);
  const { size } = statSync(file);
  for (let limit = 400; limit <= size; limit++) {
    const read = notesIn(endOf(file, limit));
    expect(read).toEqual(notes.slice(notes.length - read.length));
    // The one before does not fit; one that begins right at the cut is taken for cut.
    const more = notes.slice(notes.length - read.length - 1).join("");
    expect(limit === size ? read.length === notes.length : Buffer.byteLength(more) >= limit).toBe(true);
  }
});
