import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const source = readFileSync("public/embed.js", "utf8");

test("the script that shops put on their pages stays under 5 kB compressed", () => {
  expect(gzipSync(source, { level: 6 }).byteLength).toBeLessThan(5 * 1_024);
});

test("it needs nothing that a strict policy forbids, and loads nothing but its frames", () => {
  expect(source).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setTimeout\(\s*["'`]/,
  );
  expect(source).not.toMatch(
    /setAttribute\(\s*["']style|createElement\(\s*["'](style|script|link)|\bimport\b|\brequire\(/,
  );
  expect(source).not.toMatch(/localStorage|sessionStorage|document\.cookie|fetch\(|XMLHttpRequest|sendBeacon/);
  expect(source).toContain('"allow-scripts allow-popups allow-popups-to-escape-sandbox"');
});
