"use client";

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { inferRouterInputs } from "@trpc/server";
import type { AppRouter } from "#server/trpc/index.ts";
import { trpc } from "./trpc.ts";

type Locale = "zh-CN" | "en";
type Inputs = inferRouterInputs<AppRouter>;
export type ListFilter = Omit<Inputs["tickets"]["list"], "cursor" | "limit">;
export type PreviewInput = Inputs["topup"]["preview"];
export type RefundPreviewInput = Inputs["topup"]["previewRefund"];

const PAGE = 50;

/** Every question a staff page asks, with the key its answer is kept under. Live changes name these keys. */
export const queries = {
  list: (filter: ListFilter) =>
    infiniteQueryOptions({
      queryKey: ["tickets", "list", filter],
      queryFn: ({ pageParam, signal }) =>
        trpc.tickets.list.query({ ...filter, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
      initialPageParam: "",
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  counts: () =>
    queryOptions({
      queryKey: ["tickets", "counts"],
      queryFn: ({ signal }) => trpc.tickets.counts.query(undefined, { signal }),
    }),
  // The language is not in the key: changing it loads the page anew.
  ticket: (number: string, locale: Locale) =>
    queryOptions({
      queryKey: ["ticket", number],
      queryFn: ({ signal }) => trpc.tickets.get.query({ number, locale }, { signal }),
    }),
  /** Under the order, whose news make it old: the gateway may answer later. `state` is anew when a picture came or was read. */
  proofs: (number: string, orderNo: string | null, state: string) =>
    queryOptions({
      queryKey: ["order", orderNo ?? number, "proofs", number, state],
      queryFn: ({ signal }) => trpc.tickets.proofs.query({ number }, { signal }),
      placeholderData: keepPreviousData,
    }),
  trace: (orderNo: string, locale: Locale) =>
    queryOptions({
      queryKey: ["order", orderNo, "trace", locale],
      queryFn: ({ signal }) => trpc.orders.trace.query({ orderNo, locale }, { signal }),
    }),
  preview: (input: PreviewInput) =>
    queryOptions({
      queryKey: ["order", input.orderNo, "preview", input],
      queryFn: ({ signal }) => trpc.topup.preview.query(input, { signal }),
      placeholderData: keepPreviousData,
    }),
  topupsOf: (orderNo: string, locale: Locale) =>
    queryOptions({
      queryKey: ["order", orderNo, "topups", locale],
      queryFn: ({ signal }) => trpc.topup.list.query({ orderNo, limit: 20, locale }, { signal }),
    }),
  previewRefund: (input: RefundPreviewInput) =>
    queryOptions({
      queryKey: ["order", input.orderNo, "refund-preview", input],
      queryFn: ({ signal }) => trpc.topup.previewRefund.query(input, { signal }),
      placeholderData: keepPreviousData,
    }),
  refundsOf: (orderNo: string, locale: Locale) =>
    queryOptions({
      queryKey: ["order", orderNo, "refunds", locale],
      queryFn: ({ signal }) => trpc.topup.refunds.query({ orderNo, limit: 20, locale }, { signal }),
    }),
  approvals: (locale: Locale) =>
    queryOptions({
      queryKey: ["topups", "pending", locale],
      queryFn: ({ signal }) => trpc.topup.approvals.query({ locale }, { signal }),
    }),
  casesOf: (ticketNumber: string) =>
    queryOptions({
      queryKey: ["cases", "ticket", ticketNumber],
      queryFn: ({ signal }) => trpc.disputes.cases.query({ ticketNumber, limit: 20 }, { signal }),
    }),
  complaintsOf: (ticketNumber: string) =>
    queryOptions({
      queryKey: ["complaints", "ticket", ticketNumber],
      queryFn: ({ signal }) => trpc.disputes.complaints.query({ ticketNumber, limit: 20 }, { signal }),
    }),
  cases: (filter: Omit<Inputs["disputes"]["cases"], "cursor" | "limit">) =>
    infiniteQueryOptions({
      queryKey: ["cases", "list", filter],
      queryFn: ({ pageParam, signal }) =>
        trpc.disputes.cases.query({ ...filter, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
      initialPageParam: "",
      getNextPageParam: (page) => page.nextCursor,
    }),
  complaints: (filter: Omit<Inputs["disputes"]["complaints"], "cursor" | "limit">) =>
    infiniteQueryOptions({
      queryKey: ["complaints", "list", filter],
      queryFn: ({ pageParam, signal }) =>
        trpc.disputes.complaints.query(
          { ...filter, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
          { signal },
        ),
      initialPageParam: "",
      getNextPageParam: (page) => page.nextCursor,
    }),
  staff: () =>
    queryOptions({
      queryKey: ["staff"],
      queryFn: ({ signal }) => trpc.auth.staff.query(undefined, { signal }),
      staleTime: 5 * 60_000,
    }),
};
