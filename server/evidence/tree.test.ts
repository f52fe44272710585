import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  consistencyProof,
  EMPTY_ROOT,
  fold,
  type Hash,
  hashLeaf,
  hashNode,
  inclusionProof,
  type Nodes,
  peaksOf,
  verifyConsistency,
  verifyInclusion,
} from "./tree.ts";

/** The definition of RFC 9162, 2.1.1, word for word. */
function rootOf(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return createHash("sha256").digest();
  if (leaves.length === 1) return leaves[0] as Hash;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return hashNode(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

const leavesOf = (n: number) => Array.from({ length: n }, (_, i) => hashLeaf(Buffer.from(`leaf ${i}`)));
const LEAVES = leavesOf(300);
const from =
  (leaves: readonly Hash[]): Nodes =>
  async (wanted) =>
    wanted.map(({ level, index }) => {
      const part = leaves.slice(index * 2 ** level, (index + 1) * 2 ** level);
      if (part.length < 2 ** level) throw new Error("Asked for a subtree that is not perfect.");
      return rootOf(part);
    });
const nodes = from(LEAVES);
const root = (n: number) => rootOf(LEAVES.slice(0, n));
const hex = (hash: Hash) => Buffer.from(hash).toString("hex");
const bent = (hash: Hash) => Buffer.from(hash).map((byte, i) => (i === 7 ? byte ^ 1 : byte));

/** The eight leaves and roots that Certificate Transparency's own tests use. */
const STANDARD = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

describe("the tree", () => {
  test("has the roots that are known of the standard's leaves", () => {
    const leaves = STANDARD.map((leaf) => hashLeaf(Buffer.from(leaf, "hex")));
    expect(leaves.map((_, i) => hex(rootOf(leaves.slice(0, i + 1))))).toEqual(ROOTS);
    expect(hex(EMPTY_ROOT)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  test("folded from its perfect subtrees is the tree as defined, at every size", async () => {
    for (let n = 0; n <= LEAVES.length; n++) expect(hex(fold(await nodes(peaksOf(n))))).toBe(hex(root(n)));
  });

  test("proves each of its leaves, at each size up to 40", async () => {
    for (let n = 1; n <= 40; n++) {
      for (let i = 0; i < n; i++) {
        const proof = await inclusionProof(i, n, nodes);
        expect(verifyInclusion(LEAVES[i] as Hash, i, n, proof, root(n))).toBe(true);
      }
    }
  });

  test("proves that it grew out of each earlier size, up to 40", async () => {
    for (let n = 1; n <= 40; n++) {
      for (let m = 1; m <= n; m++) {
        expect(verifyConsistency(m, n, root(m), root(n), await consistencyProof(m, n, nodes))).toBe(true);
      }
    }
  });
});

const size = fc.integer({ min: 1, max: LEAVES.length });
const sizeAndIndex = size.chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n - 1 })));

describe("a proof that something stands in it", () => {
  test("fails for every bit that is bent, every step that is missing or too many, and every other place", async () => {
    await fc.assert(
      fc.asyncProperty(sizeAndIndex, fc.nat(), async ([n, i], pick) => {
        const leaf = LEAVES[i] as Hash;
        const proof = await inclusionProof(i, n, nodes);
        expect(verifyInclusion(leaf, i, n, proof, root(n))).toBe(true);
        const at = pick % Math.max(1, proof.length);
        const spoilt = proof.map((hash, k) => (k === at ? bent(hash) : hash));
        if (proof.length > 0) expect(verifyInclusion(leaf, i, n, spoilt, root(n))).toBe(false);
        expect(verifyInclusion(bent(leaf), i, n, proof, root(n))).toBe(false);
        expect(verifyInclusion(leaf, i, n, [...proof, leaf], root(n))).toBe(false);
        if (proof.length > 0) expect(verifyInclusion(leaf, i, n, proof.slice(1), root(n))).toBe(false);
        const other = (i + 1) % n;
        if (other !== i) expect(verifyInclusion(leaf, other, n, proof, root(n))).toBe(false);
        expect(verifyInclusion(leaf, n, n, proof, root(n))).toBe(false);
      }),
    );
  });

  test("is refused for leaves that are not there", async () => {
    await expect(inclusionProof(5, 5, nodes)).rejects.toThrow(RangeError);
    await expect(inclusionProof(-1, 5, nodes)).rejects.toThrow(RangeError);
  });
});

describe("a proof that nothing was taken away", () => {
  test("fails for another past, another present, and another proof", async () => {
    await fc.assert(
      fc.asyncProperty(size, size, fc.nat(), async (a, b, pick) => {
        const [m, n] = [Math.min(a, b), Math.max(a, b)];
        const proof = await consistencyProof(m, n, nodes);
        expect(verifyConsistency(m, n, root(m), root(n), proof)).toBe(true);
        expect(verifyConsistency(m, n, bent(root(m)), root(n), proof)).toBe(false);
        expect(verifyConsistency(m, n, root(m), bent(root(n)), proof)).toBe(false);
        expect(verifyConsistency(m, n, root(m), root(n), [...proof, root(n)])).toBe(false);
        const at = pick % Math.max(1, proof.length);
        const spoilt = proof.map((hash, k) => (k === at ? bent(hash) : hash));
        if (proof.length > 0) expect(verifyConsistency(m, n, root(m), root(n), spoilt)).toBe(false);
        if (proof.length > 0) expect(verifyConsistency(m, n, root(m), root(n), proof.slice(0, -1))).toBe(false);
      }),
    );
  });

  test("fails where one leaf of the past was another", async () => {
    const changed = LEAVES.map((leaf, i) => (i === 3 ? bent(leaf) : leaf));
    for (const [m, n] of [
      [5, 9],
      [4, 8],
      [8, 300],
    ] as const) {
      const proof = await consistencyProof(m, n, from(changed));
      expect(verifyConsistency(m, n, root(m), rootOf(changed.slice(0, n)), proof)).toBe(false);
    }
  });

  test("is refused for sizes that cannot be", async () => {
    await expect(consistencyProof(0, 5, nodes)).rejects.toThrow(RangeError);
    await expect(consistencyProof(6, 5, nodes)).rejects.toThrow(RangeError);
    expect(verifyConsistency(0, 5, EMPTY_ROOT, root(5), [])).toBe(false);
  });
});
