import fc from "fast-check";
import { expect, test } from "vitest";
import { grow } from "./nodes.ts";
import { fold, type Hash, hashLeaf, hashNode, peaksOf } from "./tree.ts";

const leaves = Array.from({ length: 200 }, (_, i) => hashLeaf(Buffer.from(String(i))));

test("a tree that grows in any steps keeps the nodes of one that was there at once, each once", () => {
  const steps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(steps, (sizes) => {
      const kept = new Map<string, Hash>();
      let size = 0;
      for (const step of sizes) {
        const some = leaves.slice(size, size + step);
        const peaks = peaksOf(size).map(({ level, index }) => kept.get(`${level}/${index}`) as Hash);
        for (const { level, index, hash } of grow(size, peaks, some)) {
          expect(kept.has(`${level}/${index}`)).toBe(false);
          kept.set(`${level}/${index}`, hash);
        }
        size += some.length;
      }
      for (const [name, hash] of kept) {
        const [level, index] = name.split("/").map(Number) as [number, number];
        if (level === 0) expect(hash).toEqual(leaves[index]);
        else {
          const [left, right] = [kept.get(`${level - 1}/${index * 2}`), kept.get(`${level - 1}/${index * 2 + 1}`)];
          expect(hash).toEqual(hashNode(left as Hash, right as Hash));
        }
      }
      const whole = grow(0, [], leaves.slice(0, size));
      expect(kept.size).toBe(whole.length);
      expect(fold(peaksOf(size).map(({ level, index }) => kept.get(`${level}/${index}`) as Hash))).toEqual(
        fold(
          peaksOf(size).map(
            (node) => whole.find((n) => n.level === node.level && n.index === node.index)?.hash as Hash,
          ),
        ),
      );
    }),
  );
});
