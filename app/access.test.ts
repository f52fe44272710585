import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { actionMatrix, pageMatrix, routeMatrix } from "#server/core/matrix/index.ts";

/** Doors that have a table of their own, and those that answer alike to everybody: nothing here, and the demo's own shop. */
const ELSEWHERE = /^app\/(api\/v1|api\/trpc|api\/\[\[\.\.\.nothing\]\]|sandbox)\//;
const METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS";

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "app"], {
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && !ELSEWHERE.test(file));
const sourceOf = (file: string) => readFileSync(file, "utf8");
/** The address of what stands in a folder: groups in parentheses are no part of it. */
const addressOf = (file: string, end: RegExp) =>
  file
    .replace(/^app/, "")
    .replace(end, "")
    .replaceAll(/\/\([^)]+\)/g, "") || "/";

/** The methods that a route file lets in: those that it answers with `methodNotAllowed` are none. */
function methodsOf(source: string): string[] {
  const refuser = /const (\w+) = methodNotAllowed\(/.exec(source)?.[1];
  const declared = [...source.matchAll(new RegExp(`export (?:async )?(?:function|const) (${METHODS})\\b`, "g"))];
  const renamed = [...source.matchAll(new RegExp(`(\\w+) as (${METHODS})\\b`, "g"))];
  return [
    ...declared.map((match) => match[1]),
    ...renamed.filter((m) => m[1] !== refuser).map((m) => m[2]),
  ] as string[];
}

const routes = files
  .filter((file) => file.endsWith("/route.ts"))
  .flatMap((file) => methodsOf(sourceOf(file)).map((method) => `${method} ${addressOf(file, /\/route\.ts$/)}`));
const pages = files.filter((file) => /\/page\.tsx$/.test(file));
const actions = files.filter((file) => /\.tsx?$/.test(file) && /^"use server"/.test(sourceOf(file)));

describe("the permission matrix", () => {
  it("names every method of every route, and no other", () => {
    expect(routes.toSorted()).toEqual(Object.keys(routeMatrix).toSorted());
  });

  it("names every page, and no other", () => {
    expect(pages.map((file) => addressOf(file, /\/page\.tsx$/)).toSorted()).toEqual(Object.keys(pageMatrix).toSorted());
  });

  it("names every server action, and no other", () => {
    const found = actions.map((file) => {
      const names = [...sourceOf(file).matchAll(/export (?:async function|const) (\w+)/g)].map((match) => match[1]);
      return [addressOf(file, /\.tsx?$/), names.toSorted()];
    });
    const named = Object.entries(actionMatrix).map(([file, { actions: names }]) => [file, names.toSorted()]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(named));
  });
});

describe("pages of the staff", () => {
  const guarded = pages.filter((file) => typeof pageMatrix[addressOf(file, /\/page\.tsx$/)] === "object");

  it("are the pages in their folder, but those that lead in", () => {
    const inFolder = pages.filter((file) => file.startsWith("app/(staff)/"));
    const open = inFolder.filter((file) => !guarded.includes(file)).map((file) => addressOf(file, /\/page\.tsx$/));
    expect(guarded.filter((file) => !inFolder.includes(file))).toEqual([]);
    for (const address of open) expect(address).toMatch(/^\/staff\//);
  });

  // A layout is not asked again for each page below it: a page that reads anything asks for itself.
  it.each(guarded)("%s asks who is there, or reads nothing", (file) => {
    const source = sourceOf(file);
    const reads = /from "#server\/\w+\/index\.ts"|from "#db\//.test(source);
    if (reads) expect(source).toMatch(/\brequire(Fresh)?Staff\(/);
  });
});

describe("server actions", () => {
  it.each(actions.map((file) => [addressOf(file, /\.tsx?$/), file] as const))(
    "%s knows its caller",
    (address, file) => {
      const who = actionMatrix[address]?.who;
      const asks =
        /diagnosisContext|ticketContext|appealPlace|grants\(|inboxCustomers|contextOf|placeContext|loadRun|customerHere/;
      if (who === "own") expect(sourceOf(file)).toMatch(asks);
      else if (who !== "public") expect(sourceOf(file)).toMatch(/token/);
    },
  );
});
