import { permissions } from "#server/core/permissions.ts";
import { version } from "../../version.ts";
import type { Endpoint } from "./endpoint.ts";
import { gatewayPaths } from "./gateway-paths.ts";
import { type JsonSchema, SchemaBook } from "./json-schema.ts";
import {
  answersOf,
  type OpenApiDocument,
  type Operation,
  type Parameter,
  problemAnswer,
  type ResponseObject,
} from "./openapi.ts";
import { systemPaths } from "./system-paths.ts";
import { nameSchemas, problemSchema } from "./vocabulary.ts";

/** Describes the whole outside surface as OpenAPI 3.1. */
export function buildDocument(endpoints: readonly Endpoint[], appUrl: string): OpenApiDocument {
  const book = new SchemaBook();
  nameSchemas(book);
  const paths: OpenApiDocument["paths"] = {};
  for (const endpoint of endpoints) {
    const path = `/api/v1${endpoint.path}`;
    paths[path] ??= {};
    paths[path][endpoint.method] = operation(endpoint, book);
  }
  Object.assign(paths, systemPaths(book), gatewayPaths());
  book.output(problemSchema);
  return {
    openapi: "3.1.1",
    info: {
      title: "Daozhang 到账",
      version,
      summary: "Top-ups that failed: what happened, a ticket, and a credit exactly once.",
      description:
        "Money is integer fen (`amountFen`), times are RFC 3339 in UTC, and every error is `application/problem+json` with a stable `code`.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: appUrl, description: "This installation" }],
    tags,
    paths,
    components: { schemas: book.components, securitySchemes },
  };
}

const tags = [
  { name: "Events", description: "What the platform tells: signed CloudEvents." },
  { name: "Diagnosis", description: "The checklist: from a symptom to a cause and what to do." },
  { name: "Before paying", description: "Whether a payment would go through, asked before it is made." },
  { name: "Attachments", description: "Screenshots and other proofs." },
  { name: "Tickets", description: "Structured tickets, their conversation and their promises." },
  { name: "Appeals", description: "Appeals against risk holds, and their decisions." },
  { name: "Orders", description: "The back-office trace of an order." },
  { name: "Evidence", description: "The append-only log of what happened, its signed heads, and receipts." },
  { name: "Top-ups", description: "Crediting an order by hand, exactly once." },
  { name: "Refunds", description: "Giving a payment back, exactly once, and never beside a credit." },
  { name: "Commands", description: "What the platform was told to do, and what became of it." },
  { name: "Money", description: "What about money waits for a person." },
  { name: "Bills", description: "Gateways' daily bills, and how they differ from our records." },
  { name: "Channels", description: "The health of payment channels." },
  { name: "Callbacks", description: "What gateways tell: as it came, and what was made of it." },
  { name: "Settings", description: "Who may move how much money." },
  { name: "Checklist", description: "The versions of the checklist, and what agents' findings say of them." },
  { name: "Staff", description: "Staff accounts, invitations to them, and where one is signed in." },
  { name: "Customers", description: "What is known of one customer: shown on request, given out, and forgotten." },
  { name: "Notices", description: "What customers and the staff are told, in which words, and what became of each." },
  { name: "Incidents", description: "Measures that are too high, and tickets that have one reason." },
  { name: "Webhooks", description: "Other systems and groups of chat programs that are told what happens." },
  { name: "Articles", description: "What customers can read about each cause." },
  { name: "Automation", description: "What is done by itself when something happens to a ticket." },
  { name: "Transfers", description: "Files that come in, after a look at every line, and files that go out." },
  { name: "Metrics", description: "Whether the promises are kept." },
  { name: "System", description: "Health and this description." },
];

const securitySchemes = {
  apiKey: {
    type: "http",
    scheme: "bearer",
    description: `An API key (\`dz_…\`) made by \`npm run -s admin -- api-key create\`. Scopes: ${permissions.join(", ")}, or * for all.`,
  },
  staffSession: {
    type: "apiKey",
    in: "cookie",
    name: "better-auth.session_token",
    description:
      "The session of a signed-in member of staff; the role decides what it may do. Writes need our own Origin.",
  },
  platformSignature: {
    type: "apiKey",
    in: "header",
    name: "webhook-signature",
    description: "Standard Webhooks: webhook-id, webhook-timestamp and webhook-signature over the raw body.",
  },
};

function operation(endpoint: Endpoint, book: SchemaBook): Operation {
  const { access, schemas } = endpoint;
  const open = access === "public";
  const parameters = [
    ...parametersOf("path", schemas.params && book.input(schemas.params)),
    ...parametersOf("query", schemas.query && book.input(schemas.query)),
    ...idempotencyParameter(endpoint.idempotency),
  ];
  return {
    operationId: endpoint.operationId,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.description ? { description: endpoint.description } : {}),
    security: open ? [] : [...(access === "staff" ? [] : [{ apiKey: [] }]), { staffSession: [] }],
    ...(open || access === "staff" ? {} : { "x-scopes": [...access] }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBody(endpoint, book),
    responses: { ...answersOf(endpoint.answers, book), ...problemsOf(endpoint) },
  };
}

function parametersOf(where: "path" | "query", schema: JsonSchema | undefined): Parameter[] {
  const required = (schema?.required ?? []) as string[];
  return Object.entries((schema?.properties ?? {}) as Record<string, JsonSchema>).map(([name, each]) => {
    const { description, ...rest } = each;
    const said = typeof description === "string" ? { description } : {};
    return { name, in: where, required: where === "path" || required.includes(name), ...said, schema: rest };
  });
}

function idempotencyParameter(rule: Endpoint["idempotency"]): Parameter[] {
  if (!rule) return [];
  const description =
    "A text of your choice for this one intention. The same key and body answer the stored response with `Idempotency-Replayed: true`; the same key with another body is refused.";
  const schema = { type: "string", minLength: 1, maxLength: 255 };
  return [{ name: "Idempotency-Key", in: "header", required: rule === "required", description, schema }];
}

function requestBody(
  { schemas, form, upload, bodyExample }: Endpoint,
  book: SchemaBook,
): Pick<Operation, "requestBody"> {
  if (form || upload) {
    const content: Record<string, { schema: Record<string, unknown>; example?: string }> = {};
    if (form) content["multipart/form-data"] = { schema: form.schema };
    if (upload) {
      const { mediaType, description, example } = upload;
      content[mediaType] = { schema: { type: "string", description }, ...(example === undefined ? {} : { example }) };
    }
    return { requestBody: { required: true, content } };
  }
  if (!schemas.body) return {};
  const example = bodyExample === undefined ? {} : { example: bodyExample };
  const content = { "application/json": { schema: book.input(schemas.body), ...example } };
  return { requestBody: { required: true, content } };
}

function problemsOf(endpoint: Endpoint): Record<string, ResponseObject> {
  const codes: Record<number, string[]> = { 429: ["RATE_LIMITED"], 500: ["INTERNAL"] };
  const add = (status: number, ...more: string[]) => {
    codes[status] = [...new Set([...(codes[status] ?? []), ...more])];
  };
  if (endpoint.access !== "public") {
    add(401, "UNAUTHENTICATED");
    add(403, "FORBIDDEN", "SECOND_FACTOR_REQUIRED");
  }
  if (endpoint.idempotency === "required") add(400, "IDEMPOTENCY_KEY_REQUIRED");
  if (endpoint.idempotency) {
    add(400, "IDEMPOTENCY_KEY_INVALID");
    add(422, "IDEMPOTENCY_KEY_REUSED");
  }
  if (endpoint.schemas.body) add(400, "MALFORMED_JSON");
  if (endpoint.schemas.body || endpoint.form || endpoint.upload) {
    add(413, "PAYLOAD_TOO_LARGE");
    add(415, "UNSUPPORTED_MEDIA_TYPE");
  }
  if (endpoint.schemas.body || endpoint.schemas.query || endpoint.schemas.params) add(422, "VALIDATION_FAILED");
  for (const [status, more] of Object.entries(endpoint.problems ?? {})) add(Number(status), ...more);
  return Object.fromEntries(Object.entries(codes).map(([status, list]) => [status, problemAnswer(list)]));
}
