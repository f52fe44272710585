import { afterEach, expect, test } from "vitest";
import { env, overrideEnv } from "./env.ts";
import { isKeyUnderOldSecret, openBytes, sealBytes, sealKeyAnew } from "./seal-bytes.ts";

afterEach(() => overrideEnv());

const picture = Buffer.from("a picture of a card with a name and a number on it ".repeat(50));

test("what was sealed is opened whole, and nothing of it shows", () => {
  const { bytes, ...key } = sealBytes("identity", "a1", picture);
  expect(openBytes("identity", "a1", bytes, key)).toEqual(picture);
  expect(bytes.includes(Buffer.from("picture of a card"))).toBe(false);
  expect(sealBytes("identity", "a1", picture).bytes.equals(bytes)).toBe(false);
});

test("a changed byte, another file's key, another purpose or another owner opens nothing", () => {
  const { bytes, ...key } = sealBytes("identity", "a1", picture);
  const other = sealBytes("identity", "a1", picture);
  for (const at of [0, 4, 20, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => openBytes("identity", "a1", changed, key)).toThrow();
  }
  expect(() => openBytes("identity", "a1", bytes, other)).toThrow();
  expect(() => openBytes("identity", "a2", bytes, key)).toThrow();
  expect(() => openBytes("another", "a1", bytes, key)).toThrow();
  expect(() => openBytes("identity", "a1", bytes.subarray(0, 10), key)).toThrow();
});

test("the key's id tells of a change of APP_SECRET before anything is tried", () => {
  const { bytes, ...key } = sealBytes("identity", "a1", picture);
  overrideEnv({ ...env(), APP_SECRET: "another secret of at least thirty-two bytes" });
  expect(() => openBytes("identity", "a1", bytes, key)).toThrow("a key that is not here");
});

test("a key is sealed anew while the old secret is still given, and the file stays as it is", () => {
  const { bytes, ...key } = sealBytes("identity", "a1", picture);
  const old = env().APP_SECRET;
  overrideEnv({ ...env(), APP_SECRET: "another secret of at least thirty-two bytes", APP_SECRET_PREVIOUS: [old] });
  expect(openBytes("identity", "a1", bytes, key)).toEqual(picture);
  expect(isKeyUnderOldSecret("identity", key)).toBe(true);
  const anew = sealKeyAnew("identity", "a1", key);
  expect(isKeyUnderOldSecret("identity", anew)).toBe(false);
  overrideEnv({ ...env(), APP_SECRET_PREVIOUS: [] });
  expect(openBytes("identity", "a1", bytes, anew)).toEqual(picture);
});
