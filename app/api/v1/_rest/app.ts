import { Hono } from "hono";
import { systemClock } from "#server/core/clock.ts";
import { DomainError } from "#server/core/errors.ts";
import { localeOf, methodNotAllowed, problem, rateLimitHeaders } from "#server/http/index.ts";
import { noteRoute } from "#server/incidents/index.ts";
import { callerOf } from "./caller.ts";
import type { Endpoint } from "./endpoint.ts";

/**
 * Mounts routes under `/api/v1`.
 * @returns what answers a request; it never throws
 */
export function restApp(endpoints: readonly Endpoint[]): (request: Request) => Promise<Response> {
  const app = new Hono().basePath("/api/v1");
  const methodsOf = new Map<string, string[]>();
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, ":$1");
    methodsOf.set(path, [...(methodsOf.get(path) ?? []), endpoint.method.toUpperCase()]);
    app.on(endpoint.method.toUpperCase(), path, (c) => answer(endpoint, c.req.raw, c.req.param()));
  }
  for (const [path, methods] of methodsOf) {
    const allowed = methods.includes("GET") ? [...methods, "HEAD"] : methods;
    app.all(path, (c) => methodNotAllowed(...allowed)(c.req.raw));
  }
  app.notFound((c) => problem(new DomainError(404, "NOT_FOUND", "There is nothing at this address."), c.req.raw));
  app.onError((error, c) => problem(error, c.req.raw));
  return async (request) => app.fetch(request);
}

/** How long each address takes is measured by its pattern: what is in the address itself is nobody's business. */
async function answer(endpoint: Endpoint, request: Request, params: Record<string, string>): Promise<Response> {
  const begunAt = performance.now();
  const response = await respond(endpoint, request, params);
  const route = `${endpoint.method.toUpperCase()} ${endpoint.path}`;
  noteRoute(route, systemClock.now(), performance.now() - begunAt, response.status);
  return response;
}

async function respond(endpoint: Endpoint, request: Request, params: Record<string, string>): Promise<Response> {
  let limits: Record<string, string> = {};
  try {
    const { ctx, spent } = await callerOf(request, endpoint.access);
    limits = rateLimitHeaders(spent);
    const locale = localeOf(request.headers);
    const response = await endpoint.handle({ ctx, params, request, locale });
    response.headers.set("X-Content-Type-Options", "nosniff");
    for (const [name, value] of Object.entries(limits)) response.headers.set(name, value);
    return response;
  } catch (error) {
    return problem(error, request, limits);
  }
}
