"use client";

import { queryOptions } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { ImportKind } from "#server/transfer/schemas.ts";
import type { AppRouter } from "#server/trpc/index.ts";

type Outputs = inferRouterOutputs<AppRouter>["transfer"];
export type Transfer = Outputs["list"]["items"][number];

/** While one is at work the page looks every second, else now and then. */
const BUSY_MS = 1_000;
const IDLE_MS = 30_000;

export const transferQueries = {
  list: () =>
    queryOptions({
      queryKey: ["transfers", "list"],
      queryFn: ({ signal }) => trpc.transfer.list.query(undefined, { signal }),
      refetchInterval: ({ state }) => (state.data?.items.some((item) => item.state === "running") ? BUSY_MS : IDLE_MS),
    }),
  one: (id: string, state: string) =>
    queryOptions({
      queryKey: ["transfers", "one", id, state],
      queryFn: ({ signal }) => trpc.transfer.get.query({ id }, { signal }),
    }),
};

/** The server's own words about a file that it did not take. */
export type Refused = { code: string; title: string };
/** Sends a file by the same door that systems use. @throws Refused */
export async function sendFile(kind: ImportKind, file: File): Promise<string> {
  const query = new URLSearchParams({ kind, fileName: file.name.slice(0, 120) });
  const response = await fetch(`/api/v1/imports?${query}`, {
    method: "POST",
    headers: { "content-type": "text/csv" },
    body: file,
  });
  const answer = (await response.json()) as { id?: string; code?: string; title?: string };
  if (!response.ok || !answer.id) throw { code: answer.code ?? "", title: answer.title ?? "" } satisfies Refused;
  return answer.id;
}
