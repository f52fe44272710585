"use client";

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Bill } from "#server/bills/schemas.ts";

export const BOARD_DAYS = 14;
const WORKING_MS = 1_500;
const QUIET_MS = 30_000;
/** A bill that is due within this is as good as begun. */
const SOON_MS = 10_000;

export const billKeys = { all: ["bills"] } as const;

export const isWorking = (bill: Bill): boolean =>
  bill.state === "running" ||
  (bill.state === "pending" && new Date(bill.nextAttemptAt ?? 0).getTime() < Date.now() + SOON_MS);

/** The board, asked for often while something moves on it. */
export const boardQuery = (to: string | undefined) =>
  queryOptions({
    queryKey: [...billKeys.all, "board", to ?? ""],
    queryFn: ({ signal }) => trpc.bills.board.query({ days: BOARD_DAYS, ...(to ? { to } : {}) }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.bills.some(isWorking) ? WORKING_MS : QUIET_MS),
  });
