import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const env = {
  NODE_ENV: "test" as const,
  APP_SECRET: "test-secret-of-more-than-thirty-two-bytes",
  PLATFORM_WEBHOOK_SECRET: "whsec_dGVzdC1zZWNyZXQtb2YtdGhlLXBsYXRmb3Jt",
  LOG_LEVEL: "silent",
  // Tests of reading pictures switch it on for themselves: it starts a process and takes a second a picture.
  OCR: "off",
};
const setupFiles = ["./server/core/quiet.ts"];

/**
 * Files share processes, since starting one and reading the modules takes most files longer than their tests do. Not these: they
 * replace modules, which whoever comes next would find replaced, or say themselves why they need a process of their own.
 */
const alone = globSync("{app,bench,bin,db,docs,e2e,server}/**/*.test.ts").filter((file) =>
  /vi\.(?:mock|doMock|resetModules)\(|[Nn]eeds a process of its own/.test(readFileSync(file, "utf8")),
);

type Tests = { name: string; files: "*.test.ts" | "*.db.test.ts"; more: object };

/** @returns the two projects that `files` make: those that share their processes, and `NAME-alone` */
function projects({ name, files, more }: Tests) {
  const pure = files === "*.test.ts";
  const common = {
    environment: "node" as const,
    pool: "forks" as const,
    // Nothing is measured here: these end what hangs, on a machine however slow.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    setupFiles,
    env,
    ...more,
  };
  const others = ["node_modules", ".next", ...(pure ? ["**/*.db.test.ts"] : [])];
  const kept = alone.filter((file) => file.endsWith(".db.test.ts") !== pure);
  // Brackets and parentheses stand in the names of our folders, and mean something in patterns.
  const escaped = kept.map((file) => file.replace(/[[\]()]/g, "\\$&"));
  return [
    {
      test: {
        ...common,
        name,
        isolate: process.env.TESTS_ALONE === "1",
        include: [`**/${files}`],
        exclude: [...others, ...escaped],
      },
    },
    { test: { ...common, name: `${name}-alone`, isolate: true, include: escaped, exclude: others } },
  ];
}

// Pure tests (`*.test.ts`) run once; tests of what touches the database (`*.db.test.ts`) run on both databases.
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { name: "pure", files: "*.test.ts" as const, more: {} },
      {
        name: "sqlite",
        files: "*.db.test.ts" as const,
        more: { env: { ...env, DATABASE_URL: "file:./data/unused-in-tests.db" } },
      },
      {
        name: "postgres",
        files: "*.db.test.ts" as const,
        more: {
          globalSetup: ["./db/embedded/vitest-setup.ts"],
          // The setup replaces this with the server it started; the scheme alone picks the dialect.
          setupFiles: [...setupFiles, "./db/embedded/vitest-url.ts"],
          env: { ...env, DATABASE_URL: "postgres://set-by-the-setup" },
        },
      },
    ].flatMap(projects),
  },
});
