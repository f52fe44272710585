import { describe, expect, it } from "vitest";
import { messagesOf } from "#app/_lib/i18n/messages/index.ts";
import { openApiDocument } from "#app/api/v1/_rest/index.ts";
import { curlOf } from "./curl.ts";
import { groupsOf, SHAPES } from "./reference.ts";
import { referenceOf, schemaRows, typeText } from "./schema-rows.ts";
import { summariesZh } from "./summaries.zh.ts";

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe("typeText", () => {
  it.each([
    [{ type: "string" }, "string"],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, "string | null"],
    [{ enum: ["a", "b"] }, '"a" | "b"'],
    [{ const: "ok" }, '"ok"'],
    [{ type: "array", items: ref("Ticket") }, "Ticket[]"],
    [{ type: "array", items: { enum: ["a", "b"] } }, '("a" | "b")[]'],
    [{ type: "string", format: "binary" }, "file"],
    [{}, "any"],
  ])("%j → %s", (schema, text) => {
    expect(typeText(schema)).toBe(text);
  });

  it("finds the shape that is meant", () => {
    expect(referenceOf({ anyOf: [ref("Topup"), { type: "null" }] })).toBe("Topup");
    expect(referenceOf({ type: "array", items: ref("Ticket") })).toBe("Ticket");
    expect(referenceOf({ type: "string" })).toBeUndefined();
  });
});

describe("schemaRows", () => {
  it("unfolds objects and lists, names what is required, and stops at shapes", () => {
    const rows = schemaRows({
      type: "object",
      required: ["id"],
      properties: {
        id: { type: "string", maxLength: 9 },
        list: { type: "array", items: { type: "object", properties: { of: ref("Ticket") } } },
      },
    });
    expect(rows.map(({ name, depth, required, refers }) => [name, depth, required, refers])).toEqual([
      ["id", 0, true, undefined],
      ["list", 0, false, undefined],
      ["of", 1, false, "Ticket"],
    ]);
    expect(rows[0]?.about).toBe("≤ 9 characters");
  });

  it("reads every shape of the document", () => {
    for (const schema of Object.values(openApiDocument().components.schemas ?? {})) {
      expect(schemaRows(schema).length).toBeGreaterThan(0);
    }
  });
});

describe("the Chinese titles", () => {
  it("are there for every operation", () => {
    const ids = Object.values(openApiDocument().paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(Object.keys(summariesZh).sort()).toEqual(ids.sort());
  });
});

it("gives every operation a title of its own, in both languages", () => {
  const titles = Object.values(openApiDocument().paths).flatMap((methods) =>
    Object.values(methods).map((operation) => operation.summary),
  );
  expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
  expect(new Set(Object.values(summariesZh)).size).toBe(Object.keys(summariesZh).length);
});

describe("the sections", () => {
  it.each(["zh-CN", "en"] as const)("have a heading in %s for every tag", (locale) => {
    const tags = Object.values(openApiDocument().paths).flatMap((methods) =>
      Object.values(methods).flatMap((operation) => operation.tags),
    );
    expect(Object.keys(messagesOf(locale).docs.tags).sort()).toEqual([...new Set(tags)].sort());
  });
});

describe("curlOf", () => {
  const { paths } = openApiDocument();
  const curl = (method: string, path: string) => {
    const operation = paths[path]?.[method];
    if (!operation) throw new Error(`${path} is not described`);
    return curlOf("http://127.0.0.1:3000", method, path, operation);
  };

  it("writes a command that can be run", () => {
    expect(curl("get", "/api/v1/tickets")).toBe(
      'curl http://127.0.0.1:3000/api/v1/tickets \\\n  -H "Authorization: Bearer $KEY"',
    );
    const topup = curl("post", "/api/v1/orders/{orderNo}/topups");
    expect(topup).toContain("curl -X POST http://127.0.0.1:3000/api/v1/orders/$orderNo/topups");
    expect(topup).toContain('-H "Idempotency-Key: $(uuidgen)"');
    expect(topup).toContain('-H "Content-Type: application/json"');
    expect(curl("post", "/api/v1/attachments")).toContain("-F file=@proof.png");
    expect(curl("get", "/api/health")).toBe("curl http://127.0.0.1:3000/api/health");
    expect(curl("post", "/api/events")).toContain('-H "webhook-signature: $WEBHOOK_SIGNATURE"');
  });
});

describe("the pages", () => {
  it("have addresses of their own, and every operation stands on one of them", () => {
    const document = openApiDocument();
    const groups = groupsOf(document);
    const slugs = [...groups.map(({ slug }) => slug), SHAPES];
    expect(new Set(slugs).size).toBe(slugs.length);
    for (const slug of slugs) expect(slug).toMatch(/^[a-z-]+$/);
    const told = groups.flatMap(({ operations }) => operations.map(({ operation }) => operation.operationId));
    const all = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(told.toSorted()).toEqual(all.map(({ operationId }) => operationId).toSorted());
  });
});
