// Checks that one signed head of a Daozhang log continues another: that nothing before the older one was changed or removed.
// As a library: checkConsistency(older note, newer note, proof, key or keys). By itself, with files:
//   node consistency.mjs older.txt newer.txt proof.json "the log's key" ["a key of before"]
// The proof is what GET /api/v1/evidence/consistency?from=OLDER&to=NEWER answers. Exit 0: it does. 1: it does not.
import { base64, bytes, openCheckpoint, sha256 } from "./verify.mjs";

const node = (left, right) => sha256(Uint8Array.of(1), left, right);
const half = (n) => Math.floor(n / 2);
const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

/** What a note says, by the first of these keys that signed it. */
export async function openByAny(note, keys) {
  let failure;
  for (const key of [keys].flat()) {
    try {
      return await openCheckpoint(note, key);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure ?? new Error("no key was given");
}

/** RFC 9162, 2.1.4.2. Throws an Error that says what does not hold; else says the sizes. */
export async function checkConsistency(older, newer, proof, keys) {
  const [from, to] = [await openByAny(older, keys), await openByAny(newer, keys)];
  must(from.size <= to.size, "the log is shorter than it was");
  if (from.size === to.size) must(proof.length === 0 && from.root === to.root, "two logs of one size");
  if (from.size === to.size || from.size === 0) return { from: from.size, to: to.size };
  const path = proof.map(bytes);
  if (Number.isInteger(Math.log2(from.size))) path.unshift(bytes(from.root));
  let [at, last] = [from.size - 1, to.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  const first = path.shift();
  must(first, "the proof is too short");
  let [old, now] = [first, first];
  for (const next of path) {
    must(last > 0, "the proof is too long");
    if (at % 2 === 1 || at === last) {
      [old, now] = [await node(next, old), await node(next, now)];
      while (at % 2 === 0 && at > 0) [at, last] = [half(at), half(last)];
    } else now = await node(now, next);
    [at, last] = [half(at), half(last)];
  }
  must(last === 0, "the proof is too short");
  must(base64(old) === from.root && base64(now) === to.root, "the log had another past");
  return { from: from.size, to: to.size };
}

if (globalThis.process?.argv[1]?.endsWith("consistency.mjs")) {
  const { readFileSync } = await import("node:fs");
  const [older, newer, proof] = process.argv.slice(2, 5).map((file) => readFileSync(file, "utf8"));
  await checkConsistency(older, newer, JSON.parse(proof).proof, process.argv.slice(5)).then(
    ({ from, to }) => console.log(`Holds: the log of ${to} records continues that of ${from}.`),
    ({ message }) => {
      console.log(`Does not hold: ${message}.`);
      process.exitCode = 1;
    },
  );
}
