import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db } from "#db/client.ts";
import { attachments, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { overrideEnv } from "#server/core/env.ts";
import { forgetLimits } from "#server/http/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { MAX_FORM_BYTES } from "./attachments.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

let folder: string;
let key: string;
beforeEach(async () => {
  forgetLimits();
  folder = mkdtempSync(join(tmpdir(), "daozhang-rest-"));
  overrideEnv({ STORAGE_URL: `file:${folder}` });
  key = await keyWith("diagnosis:write", "tickets:read", "tickets:write");
  await send(paidWithoutCallback("D1", 0));
});
afterEach(() => {
  overrideEnv();
  rmSync(folder, { recursive: true, force: true });
});

const start = (body: unknown) => call("POST", "/diagnoses", { key, body });
const open = (id: string, body: unknown = { claim: "complete_topup" }) =>
  call("POST", `/diagnoses/${id}/ticket`, { key, body });

async function ticketOf(orderNo = "D1"): Promise<string> {
  const { body } = await start({ orderNo });
  return (await open(body.id)).body.number;
}

describe("the checklist", () => {
  it("finds the cause of an order that was paid and not called back", async () => {
    const { status, body, headers } = await start({ orderNo: "D1", onBehalfOf: "C1001" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ chargeState: "confirmed", causes: [{ code: "CB_MISSING" }] });
    expect(body.advice).toContain("DO_NOT_PAY");
    expect(body.advice).not.toContain("PAY_AGAIN");
    expect(headers.get("location")).toBe(`/api/v1/diagnoses/${body.id}`);
    const again = await call("GET", `/diagnoses/${body.id}`, { key });
    expect(again.body).toMatchObject({ id: body.id, chargeState: "confirmed" });
  });

  it("answers another customer's order as it answers an unknown one", async () => {
    const timeless = ({ id, facts, ...rest }: { id: string; facts: { observedAt: unknown }[] }) =>
      JSON.stringify({ ...rest, facts: facts.map((fact) => ({ ...fact, observedAt: null, value: null })) });
    const theirs = await start({ orderNo: "D1", onBehalfOf: "C9999" });
    const unknown = await start({ orderNo: "DX", onBehalfOf: "C9999" });
    expect([theirs.status, unknown.status]).toEqual([201, 201]);
    expect(timeless(theirs.body)).toBe(timeless(unknown.body));
    expect(JSON.stringify(theirs.body)).not.toContain("20000");
    expect(theirs.body.chargeState).not.toBe("confirmed");
  });

  it("asks, takes answers and takes them back", async () => {
    const { body } = await start({ text: "付了钱没到账" });
    expect(body.question).toMatchObject({ kind: expect.any(String), maxRemaining: expect.any(Number) });
    const { id, question } = body;
    const value = question.options?.[0]?.value ?? "text";
    const answered = await call("POST", `/diagnoses/${id}/answers`, { key, body: { questionId: question.id, value } });
    expect(answered).toMatchObject({ status: 200, body: { id } });
    expect(answered.body.question?.id).not.toBe(question.id);
    const undone = await call("DELETE", `/diagnoses/${id}/answers/${question.id}`, { key });
    expect(undone.body.question.id).toBe(question.id);
    const human = await call("POST", `/diagnoses/${id}/human`, { key });
    expect(human.body).toMatchObject({ question: null, outcome: { kind: "ticket" } });
  });

  it("names what is no answer, and what is no run", async () => {
    const { body } = await start({ text: "付了钱没到账" });
    const answer = (id: string, questionId: string, value: unknown) =>
      call("POST", `/diagnoses/${id}/answers`, { key, body: { questionId, value } });
    expect((await answer(body.id, "no_such_question", "x")).status).toBe(422);
    expect((await answer(body.id, body.question.id, "no_such_option")).status).toBe(422);
    expect((await answer(body.id, body.question.id, { a: 1 })).body.errors[0].path).toBe("value");
    expect((await answer("none", body.question.id, "x")).body.code).toBe("DIAGNOSIS_NOT_FOUND");
    expect((await call("GET", "/diagnoses/none", { key })).status).toBe(404);
    expect((await open("none")).body.code).toBe("DIAGNOSIS_NOT_FOUND");
    expect((await start({ orderNo: "x".repeat(200) })).body.errors[0].path).toBe("orderNo");
    expect((await start({ orderNo: 7 })).status).toBe(422);
  });

  it("speaks the language that is asked for", async () => {
    const body = { orderNo: "D1" };
    const en = await call("POST", "/diagnoses", { key, body, headers: { "accept-language": "en" } });
    const zh = await call("GET", `/diagnoses/${en.body.id}`, { key, headers: { "accept-language": "zh-CN" } });
    const own = await call("GET", `/diagnoses/${en.body.id}`, { key });
    expect(zh.body.causes[0].title).toMatch(/[\u4e00-\u9fff]/);
    expect(own.body.causes[0].title).toBe(en.body.causes[0].title);
  });
});

describe("tickets", () => {
  it("opens one for an order, and leads later ones to it", async () => {
    const first = await start({ orderNo: "D1" });
    const opened = await open(first.body.id, { claim: "complete_topup", description: "付款成功但没有到账" });
    expect(opened).toMatchObject({ status: 201, body: { status: "new", causeCode: "CB_MISSING", existing: false } });
    expect(opened.body.number).toMatch(/^TK\d{8,}/);
    expect(opened.body.accessUrl).toMatch(/^https?:\/\//);
    const second = await start({ orderNo: "D1" });
    const again = await open(second.body.id);
    expect(again).toMatchObject({ status: 200, body: { number: opened.body.number, existing: true } });
  });

  it("opens one when many ask at once", async () => {
    const runs = await Promise.all(Array.from({ length: 6 }, () => start({ orderNo: "D1" })));
    const answers = await Promise.all(runs.map(({ body }) => open(body.id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(await db.select().from(tickets)).toHaveLength(1);
  });

  it("is read, changed and answered", async () => {
    const number = await ticketOf();
    const { body: ticket } = await call("GET", `/tickets/${number}`, { key });
    expect(ticket).toMatchObject({ number, orderNo: "D1", amountFen: 20_000, chargeState: "confirmed" });
    const change = { status: "open", priority: "high", tags: ["回访"], version: ticket.version };
    const changed = await call("PATCH", `/tickets/${number}`, { key, body: change });
    expect(changed).toMatchObject({ status: 200, body: { status: "open", priority: "high", tags: ["回访"] } });
    const late = await call("PATCH", `/tickets/${number}`, { key, body: change });
    expect(late).toMatchObject({ status: 409, body: { code: "VERSION_CONFLICT" } });
    const said = await call("POST", `/tickets/${number}/messages`, { key, body: { body: "正在核实" } });
    expect(said).toMatchObject({ status: 201, body: { visibility: "public", body: "正在核实" } });
    const note = { body: "渠道回执已查", visibility: "internal" };
    expect((await call("POST", `/tickets/${number}/messages`, { key, body: note })).body.visibility).toBe("internal");
    const { body: after } = await call("GET", `/tickets/${number}`, { key });
    const bodies = after.messages.map((message: { body: string }) => message.body);
    expect(bodies).toEqual(expect.arrayContaining(["正在核实", "渠道回执已查"]));
  });

  it("lets a key that may only write see what it wrote", async () => {
    const number = await ticketOf();
    const writer = await keyWith("tickets:write");
    const { body: ticket } = await call("GET", `/tickets/${number}`, { key });
    const body = { priority: "low", version: ticket.version };
    expect((await call("PATCH", `/tickets/${number}`, { key: writer, body })).body.priority).toBe("low");
    expect((await call("GET", `/tickets/${number}`, { key: writer })).status).toBe(403);
  });

  it("names what is wrong", async () => {
    const number = await ticketOf();
    const patch = (body: unknown, to = number) => call("PATCH", `/tickets/${to}`, { key, body });
    expect((await patch({ status: "open" })).body.errors[0].path).toBe("version");
    expect((await patch({ status: "done", version: 1 })).body.errors[0].path).toBe("status");
    expect((await patch({ tags: ["ok", 7], version: 1 })).body.errors[0].path).toBe("tags.1");
    expect((await patch({ status: "open", version: 1 }, "TK0")).body.code).toBe("TICKET_NOT_FOUND");
    const say = (body: unknown, to = number) => call("POST", `/tickets/${to}/messages`, { key, body });
    expect((await say({ body: "   " })).body.errors[0].path).toBe("body");
    expect((await say({ body: "x", visibility: "secret" })).status).toBe(422);
    expect((await say({ body: "x", attachmentIds: ["none"] })).status).toBe(422);
    expect((await say({ body: "x" }, "TK0")).status).toBe(404);
    expect((await call("GET", "/tickets/TK0", { key })).body.code).toBe("TICKET_NOT_FOUND");
    const linked = await call("PUT", `/tickets/${number}/order`, { key, body: { orderNo: "D1", version: 1 } });
    expect(linked.status).toBe(409);
  });

  it("lists, searches and counts", async () => {
    // Of different customers: two at once may be one bought twice.
    for (const orderNo of ["D2", "D3"]) await send(paidWithoutCallback(orderNo, 0, { customerId: `C${orderNo}` }));
    for (const orderNo of ["D1", "D2", "D3"]) await ticketOf(orderNo);
    const page = await call("GET", "/tickets?limit=2&sort=newest", { key });
    expect(page.body.items).toHaveLength(2);
    const rest = await call("GET", `/tickets?limit=2&sort=newest&cursor=${page.body.nextCursor}`, { key });
    expect(rest.body).toMatchObject({ items: [{ orderNo: "D1" }], nextCursor: null });
    const found = await call("GET", "/tickets?q=D2&cause=CB_MISSING&status=new", { key });
    expect(found.body.items.map((item: { orderNo: string }) => item.orderNo)).toEqual(["D2"]);
    for (const bad of ["status=gone", "queue=x", "sort=random", "cause=X", "from=today"]) {
      expect((await call("GET", `/tickets?${bad}`, { key })).status).toBe(422);
    }
    expect((await call("GET", "/queues", { key })).body).toMatchObject({ open: 3, all: 3 });
  });
});

describe("attachments", () => {
  const picture = () =>
    sharp({ create: { width: 40, height: 30, channels: 3, background: "#3366cc" } })
      .withExif({ IFD0: { Copyright: "somebody" } })
      .jpeg()
      .toBuffer();

  function upload(bytes: Uint8Array, { kind = "debit_proof", name = "扣款 (1).jpg" } = {}) {
    const form = new FormData();
    form.set("file", new File([new Uint8Array(bytes)], name));
    form.set("kind", kind);
    return call("POST", "/attachments", { key, raw: form });
  }
  const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

  it("are stored once they are what they say, and come back to be saved", async () => {
    const bytes = await picture();
    const { status, body } = await upload(bytes);
    expect(status).toBe(201);
    expect(body).toMatchObject({ mediaType: "image/jpeg", width: 40, height: 30, kind: "debit_proof" });
    const back = await call("GET", `/attachments/${body.id}`, { key });
    expect(back.headers.get("content-type")).toBe("image/jpeg");
    expect(back.headers.get("x-content-type-options")).toBe("nosniff");
    expect(back.headers.get("content-disposition")).toMatch(/^attachment; filename="[ -~]*"; filename\*=UTF-8''%E6/);
    expect(back.body).toHaveLength(body.bytes);
    expect(back.body.includes("somebody")).toBe(false);
    const run = await start({ orderNo: "D1" });
    const { body: opened } = await open(run.body.id, { claim: "complete_topup", attachmentIds: [body.id] });
    const { body: ticket } = await call("GET", `/tickets/${opened.number}`, { key });
    expect(ticket.attachments.map(({ id }: { id: string }) => id)).toEqual([body.id]);
  });

  it("are not stored when they are something else or too much", async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
    expect(await upload(svg, { name: "proof.png" })).toMatchObject({
      status: 415,
      body: { errors: [{ path: "file" }] },
    });
    const large = Buffer.concat([await picture(), Buffer.alloc(10 * 1024 * 1024)]);
    expect((await upload(large)).status).toBe(413);
    expect((await upload(Buffer.alloc(MAX_FORM_BYTES + 1))).body.code).toBe("PAYLOAD_TOO_LARGE");
    expect((await upload(Buffer.alloc(0))).body.errors[0].path).toBe("file");
    expect((await upload(await picture(), { kind: "selfie" })).body.errors[0].path).toBe("kind");
    const json = await call("POST", "/attachments", { key, body: { kind: "other" } });
    expect(json).toMatchObject({ status: 415, body: { code: "UNSUPPORTED_MEDIA_TYPE" } });
    const broken = { "content-type": "multipart/form-data; boundary=x" };
    expect((await call("POST", "/attachments", { key, raw: "--y", headers: broken })).body.code).toBe("MALFORMED_FORM");
    expect(files()).toEqual([]);
    expect(await db.select().from(attachments)).toHaveLength(0);
  });

  it("are read by the key that uploaded them, and by keys that may read tickets", async () => {
    const { body } = await upload(await picture());
    const other = await keyWith("diagnosis:write");
    expect((await call("GET", `/attachments/${body.id}`, { key: other })).body.code).toBe("ATTACHMENT_NOT_FOUND");
    const reader = await keyWith("tickets:read");
    expect((await call("GET", `/attachments/${body.id}`, { key: reader })).status).toBe(200);
    expect((await call("GET", "/attachments/none", { key })).status).toBe(404);
  });

  it("are attached by any key with the scope, once", async () => {
    const [first, second] = [(await upload(await picture())).body, (await upload(await picture())).body];
    const runner = await keyWith("diagnosis:write");
    const run = await call("POST", "/diagnoses", { key: runner, body: { orderNo: "D1" } });
    const opening = { claim: "other", attachmentIds: [first.id] };
    const opened = await call("POST", `/diagnoses/${run.body.id}/ticket`, { key: runner, body: opening });
    expect(opened.status).toBe(201);
    const say = async (scope: string, attachmentIds: string[]) => {
      const body = { body: "凭证见附件", attachmentIds };
      return call("POST", `/tickets/${opened.body.number}/messages`, { key: await keyWith(scope), body });
    };
    expect((await say("diagnosis:write", [second.id])).status).toBe(403);
    const said = await say("tickets:write", [second.id]);
    expect(said).toMatchObject({ status: 201, body: { attachments: [{ id: second.id, kind: "debit_proof" }] } });
    expect(await say("tickets:write", [first.id])).toMatchObject({
      status: 422,
      body: { code: "ATTACHMENT_NOT_USABLE", errors: [{ path: "attachmentIds.0" }] },
    });
    const { body: ticket } = await call("GET", `/tickets/${opened.body.number}`, { key });
    expect(ticket.attachments).toHaveLength(2);
    expect(ticket.messages.at(-1).attachments.map(({ id }: { id: string }) => id)).toEqual([second.id]);
  });
});
