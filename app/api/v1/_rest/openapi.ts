import type { Answer } from "./endpoint.ts";
import type { JsonSchema, SchemaBook } from "./json-schema.ts";

export type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  "x-scopes"?: string[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema; example?: unknown }> };
  responses: Record<string, ResponseObject>;
};
export type Parameter = { name: string; in: string; required: boolean; description?: string; schema: JsonSchema };
export type ResponseObject = {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, { schema: JsonSchema; example?: unknown }>;
};
export type OpenApiDocument = {
  openapi: string;
  info: Record<string, unknown>;
  servers: { url: string; description: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
};

/** The documented form of what a route answers when all is well. */
export function answersOf(answers: Record<number, Answer>, book: SchemaBook): Record<string, ResponseObject> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, mediaType = "application/json", example }]) => {
      const shape = schema ? book.output(schema) : { type: "string", format: "binary" };
      const content = { [mediaType]: { schema: shape, ...(example === undefined ? {} : { example }) } };
      return [status, { description, content }];
    }),
  );
}

/** The documented form of a problem answer with these codes. */
export function problemAnswer(codes: readonly string[]): ResponseObject {
  return {
    description: codes.map((code) => `\`${code}\``).join(", "),
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
}
