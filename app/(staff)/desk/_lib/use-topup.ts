"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { TopupDecision, TopupRequest } from "#server/topup/schemas.ts";

/** A key that nobody else makes. Unlike crypto.randomUUID it is there without https too. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes));
}

/**
 * Moves money. Every attempt has a key: a repetition of the same attempt (a second click, a lost answer) gets the stored
 * result, and only `renew` (the dialog opened anew) begins another.
 */
export function useTopup() {
  const client = useQueryClient();
  const key = useRef(newKey());
  const settled = () => {
    for (const queryKey of [["order"], ["ticket"], ["tickets"], ["topups"], ["refunds"]])
      void client.invalidateQueries({ queryKey });
  };
  const request = useMutation({
    mutationFn: (input: { orderNo: string; request: TopupRequest }) =>
      trpc.tickets.topUp.mutate({ ...input, key: key.current }),
    onSettled: settled,
  });
  const decide = useMutation({
    mutationFn: (input: { id: string; decision: TopupDecision }) =>
      trpc.tickets.decideTopup.mutate({ ...input, key: key.current }),
    onSettled: settled,
  });
  const renew = () => {
    key.current = newKey();
    request.reset();
    decide.reset();
  };
  return { request, decide, renew };
}
