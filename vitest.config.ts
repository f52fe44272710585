import { defineConfig } from "vitest/config";

const common = {
  environment: "node" as const,
  pool: "forks" as const,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  setupFiles: ["./server/core/quiet.ts"],
};
const env = {
  NODE_ENV: "test" as const,
  APP_SECRET: "test-secret-of-more-than-thirty-two-bytes",
  PLATFORM_WEBHOOK_SECRET: "whsec_dGVzdC1zZWNyZXQtb2YtdGhlLXBsYXRmb3Jt",
  LOG_LEVEL: "silent",
  // Tests of reading pictures switch it on for themselves: it starts a process and takes a second a picture.
  OCR: "off",
};

// Pure tests (`*.test.ts`) run once; tests of what touches the database (`*.db.test.ts`) run on both databases.
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...common,
          name: "pure",
          include: ["**/*.test.ts"],
          exclude: ["node_modules", ".next", "**/*.db.test.ts"],
          env,
        },
      },
      {
        test: {
          ...common,
          name: "sqlite",
          include: ["**/*.db.test.ts"],
          exclude: ["node_modules", ".next"],
          env: { ...env, DATABASE_URL: "file:./data/unused-in-tests.db" },
        },
      },
      {
        test: {
          ...common,
          name: "postgres",
          include: ["**/*.db.test.ts"],
          exclude: ["node_modules", ".next"],
          globalSetup: ["./db/embedded/vitest-setup.ts"],
          // The setup replaces this with the server it started; the scheme alone picks the dialect.
          setupFiles: ["./server/core/quiet.ts", "./db/embedded/vitest-url.ts"],
          env: { ...env, DATABASE_URL: "postgres://set-by-the-setup" },
        },
      },
    ],
  },
});
