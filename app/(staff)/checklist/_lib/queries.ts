"use client";

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { AppRouter } from "#server/trpc/index.ts";

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;
export type PackSummary = Outputs["packs"]["list"]["items"][number];
export type PackDetail = Outputs["packs"]["get"];
export type PackDiff = Outputs["packs"]["compare"];
export type PackGraph = Outputs["packs"]["graph"];
export type Simulation = Outputs["packs"]["simulate"];
export type Confusion = Outputs["tuning"]["confusion"];
export type WeightProposal = Outputs["tuning"]["weights"];
export type Days = 30 | 90 | 365;

/** What the pages of the checklist ask, with the keys under which answers are kept. */
export const packQueries = {
  list: () =>
    infiniteQueryOptions({
      queryKey: ["packs", "list"],
      queryFn: ({ pageParam, signal }) =>
        trpc.packs.list.query({ limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
      initialPageParam: "",
      getNextPageParam: (page) => page.nextCursor,
    }),
  one: (version: string) =>
    queryOptions({
      queryKey: ["packs", "one", version],
      queryFn: ({ signal }) => trpc.packs.get.query({ version }, { signal }),
    }),
  compare: (from: string, to: string) =>
    queryOptions({
      queryKey: ["packs", "compare", from, to],
      queryFn: ({ signal }) => trpc.packs.compare.query({ from, to }, { signal }),
    }),
  graph: (input: Inputs["packs"]["graph"]) =>
    queryOptions({
      queryKey: ["packs", "graph", input],
      queryFn: ({ signal }) => trpc.packs.graph.query(input, { signal }),
      placeholderData: keepPreviousData,
    }),
  simulate: (input: Inputs["packs"]["simulate"]) =>
    queryOptions({
      queryKey: ["packs", "simulate", input],
      queryFn: ({ signal }) => trpc.packs.simulate.query(input, { signal }),
      placeholderData: keepPreviousData,
    }),
  confusion: (days: Days) =>
    queryOptions({
      queryKey: ["tuning", "confusion", days],
      queryFn: ({ signal }) => trpc.tuning.confusion.query({ days }, { signal }),
    }),
  cell: (input: Omit<Inputs["tuning"]["cell"], "cursor" | "limit">) =>
    infiniteQueryOptions({
      queryKey: ["tuning", "cell", input],
      queryFn: ({ pageParam, signal }) =>
        trpc.tuning.cell.query({ ...input, limit: 20, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
      initialPageParam: "",
      getNextPageParam: (page) => page.nextCursor,
    }),
  unknown: (days: Days) =>
    infiniteQueryOptions({
      queryKey: ["tuning", "unknown", days],
      queryFn: ({ pageParam, signal }) =>
        trpc.tuning.unknown.query({ days, limit: 20, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
      initialPageParam: "",
      getNextPageParam: (page) => page.nextCursor,
    }),
};
