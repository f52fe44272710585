"use client";

import { useMutationState } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { type Post, postKey } from "./use-ticket-actions.ts";

/**
 * Follows what is being sent in a ticket, also by a field that stood there before: whoever left and came back must not send it again.
 * @param onSent is told the text of a message that went out while this field stood there
 * @returns whether something is on its way
 */
export function useSending(number: string, onSent: (text: string) => void): boolean {
  const last = useMutationState({ filters: { mutationKey: postKey(number) }, select: ({ state }) => state }).at(-1);
  const done = last?.status === "success" ? last.submittedAt : 0;
  const seen = useRef(done);
  const text = (last?.variables as Post | undefined)?.body;
  useEffect(() => {
    if (done === 0 || done === seen.current) return;
    seen.current = done;
    if (text !== undefined) onSent(text);
  }, [done, text, onSent]);
  return last?.status === "pending";
}
