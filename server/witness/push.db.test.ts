import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { evidencePushes } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { getCheckpoint, listKeys, notesIn, verifyEvidence } from "#server/evidence/index.ts";
import { done, settle } from "#server/evidence/testing.ts";
import { verifyConsistency } from "#server/evidence/tree.ts";
import { pushHeads } from "./push.ts";

freshDatabase({ beforeEach, afterEach });

const SECRET = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
const folder = mkdtempSync(join(tmpdir(), "daozhang-heads-"));
const unset = {
  EVIDENCE_CHECKPOINT_URL: undefined,
  EVIDENCE_CHECKPOINT_SECRET: undefined,
  EVIDENCE_CHECKPOINT_FILE: undefined,
};
const settings = { ...env(), ...unset };
let server: Server | undefined;
let port = 0;
let got: { id: string; body: Body }[] = [];
type Body = { size: number; note: string; rootHash: string; previousSize: number | null; consistency: string[] };
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const answerWith =
  (status: number): Answer =>
  (_request, response) =>
    response.writeHead(status).end();

/** A witness on this machine, which keeps what it was sent and signed for. */
async function listen(answer: Answer = answerWith(204), at = 0): Promise<void> {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    const headers = request.headers as Record<string, string>;
    new Webhook(SECRET).verify(body, headers);
    got.push({ id: headers["webhook-id"] ?? "", body: JSON.parse(body) as Body });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(at, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
}
async function hangUp(): Promise<void> {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  server = undefined;
}
const send = (minutes = 0) =>
  pushHeads({ ctx: { ...systemContext("jobs"), clock: fixedClock(new Date(Date.UTC(2026, 10, 2, 1, minutes))) } });
const state = async () => (await db.select().from(evidencePushes))[0];
const toWebhook = () =>
  overrideEnv({
    ...settings,
    EVIDENCE_CHECKPOINT_URL: `http://127.0.0.1:${port}/heads`,
    EVIDENCE_CHECKPOINT_SECRET: SECRET,
  });

let seconds = 0;
const sign = async () => {
  await done(`thing:${seconds}`);
  seconds += 20;
  await settle(seconds);
};
beforeEach(async () => {
  got = [];
  await sign();
});
afterEach(async () => {
  overrideEnv(settings);
  await hangUp();
});

test("sends each new head once, with the proof that it continues the one before", async () => {
  await listen();
  toWebhook();
  await send();
  await send();
  await sign();
  await sign();
  await send();
  expect(got.map(({ body }) => body.previousSize)).toEqual([null, got[0]?.body.size]);
  const [first, second] = got.map(({ body }) => body);
  if (!first || !second) throw new Error("nothing came");
  expect(got[1]?.id).toBe(`evidence_${second.size}`);
  const bytes = (text: string) => Buffer.from(text, "base64");
  const proof = second.consistency.map(bytes);
  const roots = [bytes(first.rootHash), bytes(second.rootHash)] as const;
  expect(verifyConsistency(first.size, second.size, ...roots, proof)).toBe(true);
  expect(second.note).toBe((await getCheckpoint()).note);
});

test("sends the newest head when a witness that was down is back, also after a restart", async () => {
  await listen();
  toWebhook();
  await hangUp();
  await send(0);
  await send(0);
  expect(await state()).toMatchObject({ size: 0, attempts: 1, lastError: "NOT_CONNECTED" });
  await sign();
  await send(1);
  expect(await state()).toMatchObject({ size: 0, attempts: 2 });
  await listen(answerWith(204), port);
  await send(2);
  expect(got).toEqual([]);
  await send(10);
  expect(got.map(({ body }) => body.size)).toEqual([(await getCheckpoint()).size]);
  expect(await state()).toMatchObject({ attempts: 0, lastError: null });
});

test("waits no longer than its time-out for one that says nothing, nor reads an endless answer", async () => {
  await listen((_request, response) => {
    response.writeHead(200);
    response.write("x".repeat(64 * 1024));
  });
  toWebhook();
  await send();
  expect(await state()).toMatchObject({ size: 0, attempts: 1, lastError: "ANSWER_TOO_LARGE" });
});

test("sends no more after 410, until another place is set", async () => {
  await listen(answerWith(410));
  toWebhook();
  await send(0);
  await sign();
  await send(59);
  expect(got).toHaveLength(1);
  expect(await state()).toMatchObject({ disabledAt: expect.any(Date), lastError: "HTTP_410" });
  await hangUp();
  await listen();
  toWebhook();
  await send(59);
  expect(got).toHaveLength(2);
  expect(await state()).toMatchObject({ disabledAt: null, size: got[1]?.body.size });
});

test("tries again after any other refusal", async () => {
  await listen(answerWith(500));
  toWebhook();
  await send(0);
  await send(1);
  expect(got.map(({ id }) => id)).toEqual([got[0]?.id, got[0]?.id]);
  expect(await state()).toMatchObject({ attempts: 2, lastError: "HTTP_500" });
});

test("appends heads to a file, which verification compares; a head broken off in it spoils no other", async () => {
  const file = join(folder, "heads.txt");
  overrideEnv({ ...settings, EVIDENCE_CHECKPOINT_FILE: file });
  await send();
  const { appendFileSync } = await import("node:fs");
  appendFileSync(file, "daozhang.example/evi");
  await sign();
  await send();
  await send();
  const notes = notesIn(readFileSync(file, "utf8"));
  expect(notes.at(-1)).toBe((await getCheckpoint()).note);
  expect(notes).toHaveLength(2);
  const [key] = await listKeys();
  expect(await verifyEvidence({ held: { notes, vkey: key?.vkey ?? "" } })).toMatchObject({ held: 2, faults: [] });
  rmSync(folder, { recursive: true });
});

test("says what failed when a file cannot be written", async () => {
  overrideEnv({ ...settings, EVIDENCE_CHECKPOINT_FILE: "/nowhere/at/all/heads.txt" });
  await send();
  expect(await state()).toMatchObject({ sink: "file", size: 0, attempts: 1, lastError: "ENOENT" });
});
