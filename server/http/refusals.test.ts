import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { conflict, forbidden, tooManyRequests, unauthenticated } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { problem } from "./problem.ts";

const written = vi.fn();
beforeEach(() => {
  written.mockClear();
  vi.spyOn(logger, "warn").mockImplementation(written);
});
afterEach(() => vi.restoreAllMocks());

const request = (path: string) =>
  new Request(`http://localhost${path}`, { headers: { "x-forwarded-for": "192.0.2.7", cookie: "dz_staff=secret" } });

test("who is kept out or asks too often is written down, without the secrets of addresses, queries or headers", () => {
  const secret = "k".repeat(43);
  problem(forbidden("No."), request(`/api/v1/tickets?q=${secret}`));
  problem(tooManyRequests(9), request(`/notices/${secret}/off`));
  problem(unauthenticated(), request("/api/v1/tickets"));
  problem(conflict("VERSION_CONFLICT", "Changed."), request("/api/v1/tickets"));
  const lines = written.mock.calls.map(([line]) => line);
  expect(lines).toEqual([
    { status: 403, code: "FORBIDDEN", method: "GET", path: "/api/v1/tickets", address: "192.0.2.7" },
    { status: 429, code: "RATE_LIMITED", method: "GET", path: "/notices/…/off", address: "192.0.2.7" },
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/kkkk|secret/);
});
