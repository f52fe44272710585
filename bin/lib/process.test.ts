import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const LOADED = `
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  for (const file of ["server", "environment", "first-admin", "process"]) await import("./bin/lib/" + file + ".ts");
  console.log(JSON.stringify(loaded));
`;

test("what serves the product loads none of it: Next.js does that, with a copy of its own", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", LOADED], { encoding: "utf8" });
  const loaded = JSON.parse(stdout || `"${stderr}"`) as string[];
  expect(loaded.length).toBeGreaterThan(100);
  const root = pathToFileURL(`${process.cwd()}/`).href;
  const own = loaded.filter((url) => url.startsWith(root)).map((url) => url.slice(root.length));
  expect(own.filter((path) => /^(?:db|app)\/|^server\/(?!core\/)|\bdrizzle-orm\b/.test(path))).toEqual([]);
});
