import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { grow } from "./nodes.ts";
import { signCheckpoint, vkeyOf } from "./note.ts";
import { consistencyProof, fold, type Hash, hashLeaf, peaksOf } from "./tree.ts";

/** The script that the page and anybody at home run is held against the log's own code. */
const SCRIPT = new URL("../../public/evidence/consistency.mjs", import.meta.url).href;
const { checkConsistency } = (await import(SCRIPT)) as {
  checkConsistency(older: string, newer: string, proof: string[], keys: string | string[]): Promise<unknown>;
};

function keyOf(name: string) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = { name, publicKey: publicKey.export({ format: "der", type: "spki" }).subarray(-32) };
  return { key, privateKey, vkey: vkeyOf(key) };
}
const mine = keyOf("shop.example/evidence");

const SIZE = 40;
const leaves = Array.from({ length: SIZE }, (_, i) => hashLeaf(Buffer.from(`leaf ${i}`)));
const kept = new Map(grow(0, [], leaves).map(({ level, index, hash }) => [`${level}/${index}`, hash]));
const nodes = async (wanted: readonly { level: number; index: number }[]) =>
  wanted.map(({ level, index }) => kept.get(`${level}/${index}`) as Hash);
const noteOf = async (size: number, by = mine, root?: Hash) =>
  signCheckpoint({ origin: by.key.name, size, root: root ?? fold(await nodes(peaksOf(size))) }, by);
const proofOf = async (from: number, to: number) =>
  (await consistencyProof(from, to, nodes)).map((hash) => Buffer.from(hash).toString("base64"));

describe("the script for heads", () => {
  test("takes every earlier head of the log", async () => {
    for (let from = 1; from <= SIZE; from += 3) {
      for (let to = from; to <= SIZE; to += 5) {
        const notes = [await noteOf(from), await noteOf(to)] as const;
        await expect(checkConsistency(...notes, await proofOf(from, to), mine.vkey)).resolves.toEqual({ from, to });
      }
    }
  });

  test("takes a head that a key of before signed, when that key is known", async () => {
    const before = keyOf(mine.key.name);
    const notes = [await noteOf(5, before), await noteOf(9)] as const;
    const proof = await proofOf(5, 9);
    await expect(checkConsistency(...notes, proof, [mine.vkey, before.vkey])).resolves.toBeTruthy();
    await expect(checkConsistency(...notes, proof, mine.vkey)).rejects.toThrow("not signed by this key");
  });

  test("refuses another past, a shorter log, two logs of one size, spoilt proofs and other keys", async () => {
    const [older, newer, proof] = [await noteOf(6), await noteOf(23), await proofOf(6, 23)];
    const other = hashLeaf(Buffer.from("other"));
    const refused = (...args: Parameters<typeof checkConsistency>) =>
      expect(checkConsistency(...args)).rejects.toThrow();
    await refused(await noteOf(6, mine, other), newer, proof, mine.vkey);
    await refused(older, await noteOf(23, mine, other), proof, mine.vkey);
    await refused(newer, older, proof, mine.vkey);
    await refused(older, await noteOf(6, mine, other), [], mine.vkey);
    await refused(older, newer, proof.slice(1), mine.vkey);
    await refused(older, newer, proof.slice(0, -1), mine.vkey);
    await refused(older, newer, [...proof, Buffer.from(other).toString("base64")], mine.vkey);
    await refused(older, newer, [], mine.vkey);
    await refused(older, newer, proof, keyOf(mine.key.name).vkey);
    await refused(older, newer, proof, keyOf("elsewhere/evidence").vkey);
    await refused("nothing", newer, proof, mine.vkey);
  });
});
