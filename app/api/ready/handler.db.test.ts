import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connection } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import { overrideEnv } from "#server/core/env.ts";
import { logger } from "#server/core/logger.ts";
import { startJobs } from "#server/jobs/index.ts";
import { storage } from "#server/storage/index.ts";
import { GET as health } from "../health/route.ts";
import { handleReady } from "./handler.ts";

freshDatabase({ beforeEach, afterEach });
let folder: string;
beforeEach(() => {
  logger.level = "silent";
  folder = mkdtempSync(join(tmpdir(), "daozhang-ready-"));
  overrideEnv({ JOBS: false, STORAGE_URL: `file:${folder}/files` });
});
afterEach(() => {
  overrideEnv();
  rmSync(folder, { recursive: true, force: true });
});

const ready = async () => {
  const response = await handleReady(new Request("http://localhost/api/ready"));
  return { status: response.status, body: await response.json() };
};

describe("GET /api/ready", () => {
  it("passes when everything works", async () => {
    expect(await ready()).toEqual({
      status: 200,
      body: { status: "ready", checks: { database: "ok", storage: "ok", jobs: "off" } },
    });
  });

  it("names a storage that cannot be written", async () => {
    writeFileSync(join(folder, "a-file"), "");
    overrideEnv({ STORAGE_URL: `file:${folder}/a-file` });
    expect(await ready()).toMatchObject({ status: 503, body: { code: "NOT_READY", failed: ["storage"] } });
  });

  it("names a job loop that does not turn, and sees one that does", async () => {
    overrideEnv({ JOBS: true });
    expect(await ready()).toMatchObject({ status: 503, body: { failed: ["jobs"] } });
    const jobs = startJobs([]);
    await expect.poll(async () => (await ready()).status).toBe(200);
    await jobs.stop();
  });

  it.each([
    ["STORAGE_FULL", Object.assign(new Error("of the machine"), { code: "ENOSPC" })],
    ["STORAGE_READ_ONLY", Object.assign(new Error("of the machine"), { code: "EROFS" })],
  ])("says that it is %s, so that pages have words for it", async (trouble, error) => {
    const check = vi.spyOn(storage(), "check").mockRejectedValue(error);
    const { body } = await ready();
    expect(body).toMatchObject({ failed: ["storage"], trouble });
    expect(JSON.stringify(body)).not.toContain("of the machine");
    check.mockRestore();
  });

  it("names a database that is gone", async () => {
    const real = connection().ping;
    connection().ping = () => Promise.reject(new Error("gone"));
    expect(await ready()).toMatchObject({ status: 503, body: { failed: ["database"] } });
    connection().ping = real;
  });
});

describe("GET /api/health", () => {
  it("says that the process lives", async () => {
    const body = await health().json();
    expect(body).toEqual({
      status: "ok",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      uptimeS: expect.any(Number),
    });
    expect(Number.isInteger(body.uptimeS)).toBe(true);
  });
});
