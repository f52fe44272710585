import { probe } from "../../bin/attack/probes.ts";
import { expect, test } from "../fixtures/test.ts";

// The same for every browser: asked once, by none.
test("whoever probes the server finds nothing", async ({ browserName: _ }, info) => {
  test.skip(info.project.name !== "desktop", "one project is enough");
  const { findings, probes } = await probe(process.env.E2E_URL ?? "");
  expect(probes).toBeGreaterThan(200);
  expect(findings).toEqual([]);
});
