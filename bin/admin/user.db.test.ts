import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { createStaff, listPeople } from "#server/auth/index.ts";
import { systemContext } from "#server/core/context.ts";
import { commands } from "./index.ts";

freshDatabase({ beforeEach, afterEach });
const ctx = systemContext("test");
const said: string[] = [];
beforeEach(() => {
  said.length = 0;
  vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
});
const run = (name: string, options = {}) => commands[name]?.run(options);

test("a new set-up link is printed while nobody works here, and refused afterwards", async () => {
  await run("setup-token");
  await run("setup-token");
  expect(said.map((line) => line.replace(/#.*/, "#"))).toEqual(
    Array(2).fill(expect.stringMatching(/^https?:.*\/staff\/set-up#$/)),
  );
  expect(new Set(said).size).toBe(2);
  await createStaff({ ctx, input: { email: "boss@example.com", role: "admin" } });
  await expect(run("setup-token")).rejects.toMatchObject({ exitCode: 1 });
});

test("accounts are shut, opened and given roles by their email, the last admin excepted", async () => {
  await createStaff({ ctx, input: { email: "boss@example.com", role: "admin" } });
  await createStaff({ ctx, input: { email: "lin@example.com", role: "agent" } });
  await run("user disable", { email: "Lin@example.com" });
  await run("user role", { email: "lin@example.com", role: "lead" });
  await run("user enable", { email: "lin@example.com" });
  const id = (await listPeople({ ctx })).find(({ email }) => email === "lin@example.com")?.id;
  expect(said).toEqual([
    `agent lin@example.com ${id} disabled`,
    `lead lin@example.com ${id} disabled`,
    `lead lin@example.com ${id}`,
  ]);
  await expect(run("user disable", { email: "boss@example.com" })).rejects.toMatchObject({ code: "LAST_ADMIN" });
  await expect(run("user role", { email: "lin@example.com", role: "king" })).rejects.toMatchObject({ exitCode: 2 });
  await expect(run("user role", { email: "lin@example.com" })).rejects.toMatchObject({ exitCode: 2 });
  await expect(run("user enable", {})).rejects.toMatchObject({ exitCode: 2 });
});
