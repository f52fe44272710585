import type { OpenApiDocument, Operation } from "#app/api/v1/_rest/openapi.ts";
import { summariesZh } from "./summaries.zh.ts";

export type Listed = { method: string; path: string; operation: Operation };
export type Group = { tag: string; slug: string; operations: Listed[] };

/** The page of the shapes that operations take and answer; the other pages are those of the groups. */
export const SHAPES = "shapes";

/** The operations of our OpenAPI description, in the groups that it names, in its order. */
export function groupsOf(document: OpenApiDocument): Group[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  return document.tags.map(({ name }) => ({
    tag: name,
    slug: name.toLowerCase().replaceAll(" ", "-"),
    operations: all.filter(({ operation }) => operation.tags.includes(name)),
  }));
}

/** What an operation does, in a reader's language. */
export function titleOf({ operationId, summary }: Operation, locale: string): string {
  return locale === "en" ? summary : (summariesZh[operationId] ?? summary);
}

/** Where an operation is described. */
export const operationHref = ({ slug }: Group, { operationId }: Operation) => `/docs/${slug}#${operationId}`;

/** Where a shape is described. */
export const shapeHref = (name: string) => `/docs/${SHAPES}#shape-${name}`;
