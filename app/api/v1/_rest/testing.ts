import { expect } from "vitest";
import { z } from "zod";
import { createApiKey } from "#server/auth/index.ts";
import { systemContext } from "#server/core/context.ts";
import { handleRest, openApiDocument } from "./index.ts";
import type { Operation } from "./openapi.ts";

/** For tests: calls the REST surface in-process and holds every answer against the OpenAPI document. */

export type Answered = {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of many shapes; the document has checked them
  body: any;
};
export type Sending = {
  key?: string;
  cookie?: string;
  body?: unknown;
  raw?: BodyInit;
  headers?: Record<string, string>;
};

/** A new API key with these scopes. */
export async function keyWith(...scopes: string[]): Promise<string> {
  const input = { name: scopes.join(), scopes: scopes as ["*"] };
  return (await createApiKey({ ctx: systemContext("test"), input })).key;
}

/** Calls a route. Fails the test when the answer is not one that the document promises. */
export async function call(method: string, path: string, sending: Sending = {}): Promise<Answered> {
  const { key, cookie, body, raw, headers = {} } = sending;
  const response = await handleRest(
    new Request(`http://127.0.0.1:3000/api/v1${path}`, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(raw === undefined ? {} : { body: raw }),
    }),
  );
  const json = method !== "HEAD" && /json/.test(response.headers.get("content-type") ?? "");
  const answered = {
    status: response.status,
    headers: response.headers,
    body: json ? await response.json() : Buffer.from(await response.arrayBuffer()),
  };
  conforms(method, path, answered);
  return answered;
}

/** The operation that the document has for a call. */
export function operationOf(method: string, path: string): Operation | undefined {
  const wanted = `/api/v1${path.split("?")[0]}`;
  const fits = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(wanted);
  const found = Object.entries(openApiDocument().paths)
    .filter(([template]) => fits(template))
    .sort(([a], [b]) => a.split("{").length - b.split("{").length)
    .find(([, methods]) => methods[method.toLowerCase()]);
  return found?.[1][method.toLowerCase()];
}

function conforms(method: string, path: string, { status, headers, body }: Answered): void {
  if (method === "HEAD") return;
  const operation = operationOf(method, path);
  if (!operation) {
    expect([404, 405]).toContain(status);
    return;
  }
  const promised = operation.responses[String(status)];
  const told = `${method} ${path} answered ${status}: ${JSON.stringify(body)}`;
  expect(promised, told).toBeDefined();
  if (status >= 400) {
    expect(headers.get("content-type"), told).toBe("application/problem+json");
    expect(promised?.description, told).toContain(`\`${body.code}\``);
  }
  for (const [type, { schema }] of Object.entries(promised?.content ?? {})) {
    if (type.includes("json")) expect(schemaErrors(schema, body), told).toEqual([]);
  }
}

/** What is wrong with a value by a schema of the document. */
export function schemaErrors(schema: unknown, value: unknown): string[] {
  const { schemas = {} } = openApiDocument().components;
  const local = (part: unknown) => JSON.parse(JSON.stringify(part).replaceAll("#/components/schemas/", "#/$defs/"));
  const parsed = z.fromJSONSchema({ ...local(schema), $defs: local(schemas) }).safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}
