import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { forgetLimits } from "#server/http/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

let key: string;
let number: string;
beforeEach(async () => {
  forgetLimits();
  key = await keyWith("diagnosis:write", "tickets:read", "tickets:write", "trace:read");
  await send(paidWithoutCallback("D1", 0));
  const { body: run } = await call("POST", "/diagnoses", { key, body: { orderNo: "D1" } });
  const opened = await call("POST", `/diagnoses/${run.id}/ticket`, { key, body: { claim: "trace_funds" } });
  number = opened.body.number;
});

const file = (body: unknown = {}) => call("POST", `/tickets/${number}/cases`, { key, body });

describe("cases", () => {
  it("are filed, read, answered and closed", async () => {
    const filed = await file({ request: "请补发通知" });
    expect(filed).toMatchObject({ status: 201, body: { state: "open", orderNo: "D1", ticketNumber: number } });
    const { id } = filed.body;
    expect(filed.headers.get("location")).toBe(`/api/v1/cases/${id}`);
    expect(Date.parse(filed.body.dueAt) - Date.parse(filed.body.filedAt)).toBe(2 * 3_600_000);
    expect((await call("GET", `/tickets/${number}`, { key })).body.status).toBe("waiting_upstream");
    expect((await call("GET", `/cases/${id}`, { key })).body).toEqual(filed.body);
    expect((await call("GET", "/cases", { key })).body.items).toEqual([filed.body]);
    expect((await file()).body).toMatchObject({ code: "CASE_EXISTS" });
    const answered = await call("POST", `/cases/${id}/answer`, { key, body: { answer: "已补发" } });
    expect(answered.body).toMatchObject({ state: "answered", clock: "met", answer: "已补发" });
    expect((await call("POST", `/cases/${id}/answer`, { key, body: { answer: "x" } })).status).toBe(409);
    expect((await call("POST", `/cases/${id}/close`, { key, body: {} })).body.state).toBe("closed");
    expect((await call("GET", "/cases", { key })).body.items).toEqual([]);
    expect((await call("GET", `/cases?ticketNumber=${number}`, { key })).body.items).toHaveLength(1);
  });

  it("have a file to save, in the reader's language", async () => {
    const { id } = (await file()).body;
    const csv = await call("GET", `/cases/${id}/file.csv`, { key });
    expect(csv.status).toBe(200);
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(csv.headers.get("content-disposition")).toMatch(/^attachment; filename="case-D1-\w+\.csv"/);
    const table = parse(csv.body, { bom: true }) as string[][];
    expect(table[0]).toEqual(["类别", "序号", "项目", "内容"]);
    expect(table.flat()).toContain("PD1");
    const english = await call("GET", `/cases/${id}/file.csv`, { key, headers: { "accept-language": "en" } });
    expect(english.body.toString("utf8")).toContain("Section,Row,Item,Content");
    const pdf = await call("GET", `/cases/${id}/file.pdf`, { key });
    expect(pdf.headers.get("content-type")).toBe("application/pdf");
    expect(pdf.headers.get("x-content-type-options")).toBe("nosniff");
    expect(pdf.body.subarray(0, 5).toString()).toBe("%PDF-");
  });

  it("are for keys with the right scopes", async () => {
    const { id } = (await file()).body;
    const reader = await keyWith("tickets:read");
    expect((await call("GET", `/cases/${id}`, { key: reader })).status).toBe(200);
    expect((await call("GET", `/cases/${id}/file.csv`, { key: reader })).status).toBe(403);
    const tracer = await keyWith("trace:read");
    for (const path of ["/cases", `/cases/${id}`, `/cases/${id}/file.pdf`, "/complaints"]) {
      expect((await call("GET", path, { key: tracer })).status).toBe(403);
      expect((await call("GET", path)).status).toBe(401);
    }
    for (const path of [`/tickets/${number}/cases`, `/cases/${id}/answer`, `/cases/${id}/close`]) {
      expect((await call("POST", path, { key: reader, body: { answer: "x" } })).status).toBe(403);
    }
  });

  it("name what is wrong", async () => {
    expect((await call("POST", "/tickets/TK0/cases", { key, body: {} })).body.code).toBe("TICKET_NOT_FOUND");
    expect((await file({ outTradeNo: "P-NONE" })).body).toMatchObject({
      code: "NO_PAYMENT_TO_ASK",
      errors: [{ path: "outTradeNo" }],
    });
    expect((await file({ request: "x".repeat(1_001) })).body.errors[0].path).toBe("request");
    expect((await call("GET", "/cases/none", { key })).body.code).toBe("CASE_NOT_FOUND");
    expect((await call("GET", "/cases/none/file.pdf", { key })).body.code).toBe("CASE_NOT_FOUND");
    expect((await call("GET", "/cases?cursor=x", { key })).body.code).toBe("BAD_CURSOR");
    const { id } = (await file()).body;
    const answer = (body: unknown) => call("POST", `/cases/${id}/answer`, { key, body });
    expect((await answer({ answer: "  " })).body.errors[0].path).toBe("answer");
    expect((await answer({ answer: "x", answeredAt: "2001-01-01T00:00:00Z" })).body.code).toBe("ANSWERED_AT_WRONG");
  });
});

describe("complaints", () => {
  const csv = "complaint_no,made_at,out_trade_no,amount,text\nT1,2026-11-02 10:00,PD1,200.00,充值未到账\n";
  const upload = async (body: BodyInit, type = "text/csv; charset=utf-8") =>
    call("POST", "/channels/alipay/complaints", {
      key: await keyWith("channels:write"),
      raw: body,
      headers: { "content-type": type },
    });

  it("are uploaded as CSV and join the ticket of their order", async () => {
    expect((await upload(csv)).body).toEqual({ rows: 1, added: 1, updated: 0, unchanged: 0, matched: 1 });
    const { body } = await call("GET", "/complaints", { key });
    expect(body.items).toMatchObject([{ complaintNo: "T1", orderNo: "D1", ticketNumber: number, channel: "alipay" }]);
    expect((await call("GET", `/tickets/${number}`, { key })).body.tags).toEqual(["渠道投诉"]);
  });

  it("are refused whole when a line is wrong, too long or something else", async () => {
    const wrong = await upload(`${csv}T2,later,PD1,1,\n`);
    expect(wrong).toMatchObject({ status: 422, body: { code: "CSV_INVALID", errors: [{ path: "line 3.made_at" }] } });
    expect((await upload("x".repeat(2 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await upload(csv, "application/json")).status).toBe(415);
    const raw = { raw: csv, headers: { "content-type": "text/csv" } };
    expect((await call("POST", "/channels/alipay/complaints", { key, ...raw })).status).toBe(403);
    expect((await call("GET", "/complaints", { key })).body.items).toEqual([]);
  });
});
