import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

async function people() {
  return {
    writer: await keyWith("packs:write"),
    publisher: await keyWith("packs:publish"),
    reader: await keyWith("diagnosis:write"),
  };
}

async function changed(key: string) {
  const { body } = await call("GET", "/packs/running", { key });
  const content = structuredClone(body.content);
  content.copy.en.remedies.CONTACT_HUMAN = "A person takes over, with all that you said.";
  return content;
}

describe("versions by REST", () => {
  it("are read, checked, drafted, proposed and published by two keys", async () => {
    const { writer, publisher, reader } = await people();
    const content = await changed(reader);
    const draft = await call("POST", "/packs/drafts", { key: writer, body: { note: "words" } });
    expect(draft).toMatchObject({ status: 201, body: { state: "draft" } });
    const { id } = draft.body;
    const saved = await call("PUT", `/packs/drafts/${id}`, {
      key: writer,
      body: { revision: 1, content, note: "words" },
    });
    expect(saved).toMatchObject({ status: 200, body: { revision: 2 } });
    const proposal = { draft: id, revision: 2 };
    const proposed = await call("POST", "/packs/proposals", { key: writer, body: proposal });
    expect(proposed).toMatchObject({ status: 201, body: { state: "proposed", safety: { unsafe: 0 } } });
    const { version } = proposed.body;

    const detail = await call("GET", `/packs/${version}`, { key: reader });
    const { hash } = detail.body.diff;
    const path = `/packs/${version}/publication`;
    expect((await call("POST", path, { key: writer, body: { diffHash: hash } })).status).toBe(403);
    expect((await call("POST", path, { key: publisher, body: { diffHash: "other" } })).body.code).toBe("DIFF_CHANGED");
    const published = await call("POST", path, { key: publisher, body: { diffHash: hash } });
    expect(published).toMatchObject({ status: 200, body: { running: true } });
    expect((await call("GET", "/packs/running", { key: reader })).body.version).toBe(version);
    const run = await call("POST", "/diagnoses", { key: reader, body: { text: "没到账" } });
    expect(run.body.packVersion).toBe(version);
    const { items } = (await call("GET", "/packs?limit=1", { key: reader })).body;
    expect(items).toHaveLength(1);
    const diff = await call("GET", `/packs/${version}/diff?from=${detail.body.diff.from}`, { key: reader });
    expect(diff.body.items).toMatchObject([{ section: "remedies", key: "CONTACT_HUMAN" }]);
  });

  it("with errors are refused with a line for each, in both languages", async () => {
    const { writer, reader } = await people();
    const content = await changed(reader);
    content.rules.causes[0].plans = [{ outcome: "wait", remedies: ["NOPE"] }];
    const refused = await call("POST", "/packs/proposals", { key: writer, body: { content, note: "" } });
    expect(refused).toMatchObject({ status: 422, body: { code: "PACK_INVALID" } });
    expect(refused.body.errors.map((e: { path: string }) => e.path)).toContain("rules.causes.0.plans.0.remedies.0");
    const check = await call("POST", "/packs/check", { key: writer, body: { content } });
    expect(check.body).toMatchObject({ ok: false, version: null, safety: null });
    expect(check.body.problems[0].message["zh-CN"]).toMatch(/[\u4e00-\u9fff]/);
    expect((await call("POST", "/packs/check", { key: writer, body: { content: "nonsense" } })).body.ok).toBe(false);
  });

  it("are drawn and simulated, and unknown ones are not found", async () => {
    const { reader } = await people();
    const graph = await call("GET", "/packs/running/graph?days=30", { key: reader });
    expect(graph.body).toMatchObject({ days: 30, started: 0 });
    const body = { facts: { "pay.state": "paid" }, answers: { debited: "yes" } };
    const simulated = await call("POST", "/packs/running/simulations", { key: reader, body });
    expect(simulated.body).toMatchObject({ chargeState: "confirmed" });
    expect((await call("GET", "/packs/0123456789abcdef", { key: reader })).status).toBe(404);
    expect((await call("GET", "/packs/not-a-version", { key: reader })).status).toBe(422);
  });

  it("drafts can be thrown away, and proposals taken back", async () => {
    const { writer, reader } = await people();
    const { body } = await call("POST", "/packs/drafts", { key: writer, body: { note: "" } });
    expect((await call("DELETE", `/packs/drafts/${body.id}`, { key: writer })).status).toBe(200);
    expect((await call("DELETE", `/packs/drafts/${body.id}`, { key: writer })).status).toBe(404);
    const sent = { content: await changed(reader), note: "" };
    const { version } = (await call("POST", "/packs/proposals", { key: writer, body: sent })).body;
    const back = await call("POST", `/packs/${version}/rejection`, { key: writer, body: { note: "not yet" } });
    expect(back.body).toMatchObject({ state: "retired" });
  });

  it("what agents teach is there too", async () => {
    const [key, writer] = [await keyWith("tickets:read"), await keyWith("packs:write")];
    expect((await call("GET", "/learning/confusion?days=30", { key })).body).toEqual({
      tickets: 0,
      agreed: 0,
      cells: [],
    });
    const cell = "/learning/confusion/tickets?predicted=CB_MISSING&final=UNKNOWN";
    expect((await call("GET", cell, { key })).body.items).toEqual([]);
    expect((await call("GET", "/learning/unknown", { key })).body.items).toEqual([]);
    expect((await call("GET", "/learning/weights", { key: writer })).body).toMatchObject({ cases: 0, effect: null });
    const none = await call("POST", "/learning/weights/draft", { key: writer, body: { hash: "0" } });
    expect(none).toMatchObject({ status: 409, body: { code: "PROPOSAL_CHANGED" } });
    expect((await call("GET", "/learning/weights", { key })).status).toBe(403);
  });
});
