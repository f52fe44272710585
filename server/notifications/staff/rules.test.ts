import { describe, expect, test } from "vitest";
import { fill } from "../templates/fill.ts";
import { staffPath, staffText, staffValues, staffWords } from "./copy.ts";
import { tellingsOf } from "./rules.ts";
import { staffNoticeKinds } from "./schemas.ts";

const event = (topic: string, payload: Record<string, unknown>) => ({
  id: "e1",
  topic,
  subject: "ticket:TK1",
  payload,
});

describe("what an event tells the staff", () => {
  test("is whom a ticket was given, who was mentioned, and whoever has it or follows it when the customer answers", () => {
    const given = tellingsOf(event("ticket.updated", { number: "TK1", assigned: true, assigneeId: "p1", byId: "p2" }));
    expect(given).toMatchObject([{ kind: "assigned", to: { people: ["p1"], except: "p2" }, key: "assigned:e1" }]);
    const noted = tellingsOf(event("ticket.noted", { number: "TK1", mentioned: ["p1", 7, "p3"] }));
    expect(noted).toMatchObject([{ kind: "mentioned", to: { people: ["p1", "p3"] } }]);
    expect(tellingsOf(event("ticket.replied", { number: "TK1", by: "customer" }))).toMatchObject([
      { kind: "ticket_answered", to: { ticket: "TK1" } },
    ]);
    expect(tellingsOf(event("ticket.replied", { number: "TK1", by: "staff" }))).toEqual([]);
  });

  test("is whoever has a ticket that was set aside and is back, unless the customer's answer tells them already", () => {
    const woke = (by: string, assigneeId: string | null = "p1") =>
      tellingsOf(event("ticket.woke", { number: "TK1", by, assigneeId }));
    for (const by of ["time", "callback", "credited", "refunded"]) {
      const [told] = woke(by);
      expect(told).toMatchObject({ kind: "ticket_woke", to: { people: ["p1"] }, params: { number: "TK1", woke: by } });
      if (told) expect(staffText("ticket_woke", told, "en").body).toMatch(/^Ticket TK1: (its|the) .+ It waits/);
    }
    expect(woke("replied")).toEqual([]);
    expect(woke("time", null)).toEqual([]);
  });

  test("does not wait only for alerts that page", () => {
    for (const [severity, urgent] of [
      ["page", true],
      ["warn", false],
    ] as const) {
      expect(tellingsOf(event("alert.fired", { severity }))).toMatchObject([{ kind: "alert", urgent }]);
    }
  });

  test("carries numbers and names of things alone", () => {
    const canary = "canary";
    const payload = { number: "TK1", by: "customer", body: canary, contact: canary, customerId: canary, note: canary };
    expect(JSON.stringify(tellingsOf(event("ticket.replied", payload)))).not.toContain(canary);
  });
});

describe.each(staffNoticeKinds)("a notice of %s", (kind) => {
  const params = {
    ...{ number: "TK1", orderNo: "CM1", amountFen: 20_000, dueAt: "2026-11-02T04:00:00Z", metric: "first_response" },
    ...{
      measure: "callback_lag",
      key: "wechatpay",
      value: 420_000,
      threshold: 120_000,
      title: "T",
      name: "N",
      count: 3,
    },
    ...{ woke: "credited", total: 4, done: 3, failed: 1 },
  };
  test.each(["zh-CN", "en"] as const)(
    "has words in %s, whatever is known, and every variable of them is one",
    (locale) => {
      for (const told of [
        { subject: "ticket:TK1", params },
        { subject: "ticket:TK1", params: {} },
      ]) {
        const { title, body, action } = staffText(kind, told, locale);
        for (const text of [title, body, action]) expect(text).not.toMatch(/\{\{|undefined|null|NaN|Invalid|^$/);
        expect(staffPath(kind, told)).toMatch(/^\/[a-z]/);
      }
      const values = staffValues({ subject: "ticket:TK1", params }, locale);
      for (const text of staffWords[locale][kind]) expect(fill(text, values)).not.toBeNull();
    },
  );
});

test("a template takes values as text, and is none when a value is missing", () => {
  expect(fill("{{ a }} and {{b}}", { a: "{{b}}", b: "2" })).toBe("{{b}} and 2");
  expect(fill("{{a}}", { a: null })).toBeNull();
  expect(fill("{{constructor}}", {})).toBeNull();
});

test("an incident that nobody named is told in the reader's language", () => {
  const payload = { number: "IN1", title: "支付宝 · 已扣款", count: 5 };
  const [made] = tellingsOf(event("incident.proposed", { ...payload, cause: "CB_MISSING", channel: "alipay" }));
  const [named] = tellingsOf(event("incident.opened", payload));
  const titleOf = (telling: typeof made) =>
    staffValues({ subject: "incident:IN1", params: telling?.params ?? {} }, "en").title;
  expect(titleOf(made)).toMatch(/^Alipay · [^\p{Script=Han}]+$/u);
  expect(titleOf(named)).toBe("支付宝 · 已扣款");
});
