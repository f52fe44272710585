"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { RefundRequest, RefundSettlement, TopupDecision } from "#server/topup/schemas.ts";
import { newKey } from "./use-topup.ts";

/** Gives money back; everything as for {@link useTopup}: an attempt has one key, and `renew` begins another. */
export function useRefund() {
  const client = useQueryClient();
  const key = useRef(newKey());
  const onSettled = () => {
    for (const queryKey of [["order"], ["ticket"], ["tickets"], ["refunds"], ["topups"], ["money"]])
      void client.invalidateQueries({ queryKey });
  };
  const request = useMutation({
    mutationFn: (input: { orderNo: string; request: RefundRequest }) =>
      trpc.tickets.refund.mutate({ ...input, key: key.current }),
    onSettled,
  });
  const decide = useMutation({
    mutationFn: (input: { id: string; decision: TopupDecision }) =>
      trpc.tickets.decideRefund.mutate({ ...input, key: key.current }),
    onSettled,
  });
  const settle = useMutation({
    mutationFn: (input: { id: string; settlement: RefundSettlement }) => trpc.tickets.settleRefund.mutate(input),
    onSettled,
  });
  const renew = () => {
    key.current = newKey();
    request.reset();
    decide.reset();
    settle.reset();
  };
  return { request, decide, settle, renew };
}
