import { describe, expect, it } from "vitest";
import { z } from "zod";
import { permissions } from "#server/core/permissions.ts";
import { endpoints, openApiDocument } from "./index.ts";

const document = openApiDocument();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Every `$ref` anywhere in a value. */
function references(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === "$ref" && typeof member === "string" ? [member] : references(member),
  );
}

describe("the OpenAPI document", () => {
  it("is 3.1 in its outer shape", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    expect(document.servers[0]?.url).toMatch(/^https?:\/\//);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  it("has every route of the application, and what stands beside it", () => {
    const described = operations.map(({ path, method }) => `${method} ${path}`);
    for (const endpoint of endpoints) expect(described).toContain(`${endpoint.method} /api/v1${endpoint.path}`);
    for (const path of ["/api/health", "/api/ready", "/api/openapi.json"]) expect(described).toContain(`get ${path}`);
    expect(described).toContain("post /api/events");
    expect(described).toContain("post /api/gateways/wechatpay/{channel}/notify");
    expect(described).toHaveLength(endpoints.length + 8);
  });

  it("has the routes of the contract", () => {
    const described = operations.map(({ path, method }) => `${method} ${path.replace("/api/v1", "")}`);
    expect(described).toEqual(
      expect.arrayContaining([
        "post /diagnoses",
        "get /diagnoses/{id}",
        "post /diagnoses/{id}/answers",
        "post /diagnoses/{id}/ticket",
        "post /attachments",
        "get /attachments/{id}",
        "get /tickets",
        "get /tickets/{number}",
        "patch /tickets/{number}",
        "post /tickets/{number}/messages",
        "get /orders/{orderNo}/trace",
        "post /orders/{orderNo}/topups",
        "get /topups",
        "get /topups/{id}",
        "post /topups/{id}/approval",
        "get /channels",
        "get /metrics",
        "get /metrics/checklist",
        "get /causes",
      ]),
    );
  });

  it.each(operations)("$method $path is complete", ({ path, method, operation }) => {
    const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
    expect(inPath.map(({ name }) => name).sort()).toEqual(placeholders.sort());
    expect(inPath.every(({ required }) => required)).toBe(true);
    expect(operation.summary).not.toBe("");
    expect(document.tags.map(({ name }) => name)).toContain(operation.tags[0]);
    if (method === "get") expect(operation.requestBody).toBeUndefined();
    for (const [status, answer] of Object.entries(operation.responses)) {
      expect(status).toMatch(/^[2-5]\d\d$/);
      expect(answer.description).not.toBe("");
    }
    for (const scheme of operation.security.flatMap(Object.keys)) {
      expect(Object.keys(document.components.securitySchemes ?? {})).toContain(scheme);
    }
    for (const scope of operation["x-scopes"] ?? []) expect(permissions).toContain(scope);
  });

  it("names every operation once and answers every reference", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const shapes = Object.keys(document.components.schemas ?? {}).map((name) => `#/components/schemas/${name}`);
    for (const reference of references(document)) expect(shapes).toContain(reference);
    expect(shapes).toContain("#/components/schemas/Problem");
  });

  it("has JSON Schemas that can be read back", () => {
    const local = (part: unknown) => JSON.parse(JSON.stringify(part).replaceAll("#/components/schemas/", "#/$defs/"));
    const $defs = local(document.components.schemas);
    for (const schema of Object.values($defs)) {
      expect(() => z.fromJSONSchema({ ...(schema as object), $defs })).not.toThrow();
    }
  });

  it("has examples that its own schemas accept", () => {
    const local = (part: unknown) => JSON.parse(JSON.stringify(part).replaceAll("#/components/schemas/", "#/$defs/"));
    const $defs = local(document.components.schemas);
    for (const { path, operation } of operations) {
      for (const { schema, example } of Object.values(operation.requestBody?.content ?? {})) {
        if (example === undefined) continue;
        const parsed = z.fromJSONSchema({ ...local(schema), $defs }).safeParse(example);
        expect(parsed.success, `${path}: ${JSON.stringify(parsed.error?.issues)}`).toBe(true);
      }
    }
  });
});
