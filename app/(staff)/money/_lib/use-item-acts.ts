"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { ConfirmItemInput, ResolveItemInput } from "#server/reconcile/schemas.ts";

/** A key that nobody else makes. Unlike crypto.randomUUID it is there without https too. */
function newKey(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
}

/**
 * What a person does about an item. A repetition of one attempt (a second click, a lost answer) gets the stored result; `renew`
 * begins another.
 */
export function useItemActs() {
  const client = useQueryClient();
  const key = useRef(newKey());
  const onSettled = () => {
    for (const queryKey of [["money"], ["order"], ["topups"], ["tickets"], ["ticket"]])
      void client.invalidateQueries({ queryKey });
  };
  const resolve = useMutation({
    mutationFn: ({ id, wish }: { id: string; wish: ResolveItemInput }) =>
      trpc.money.resolve.mutate({ id, wish, key: key.current }),
    onSettled,
  });
  const confirm = useMutation({
    mutationFn: ({ id, answer }: { id: string; answer: ConfirmItemInput }) =>
      trpc.money.confirm.mutate({ id, answer, key: key.current }),
    onSettled,
  });
  const ask = useMutation({ mutationFn: (id: string) => trpc.money.ask.mutate({ id }), onSettled });
  const renew = () => {
    key.current = newKey();
    resolve.reset();
    confirm.reset();
  };
  return { resolve, confirm, ask, renew };
}
