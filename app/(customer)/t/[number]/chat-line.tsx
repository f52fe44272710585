"use client";

import { useEffect, useState } from "react";
import type { ChatState } from "#server/tickets/schemas.ts";
import { CHAT_EVENT } from "../../_parts/keep-fresh.tsx";
import { seen, typing } from "./chat-actions.ts";

const TYPING_EVERY_MS = 3_000;

type Props = {
  number: string;
  /** The newest message that is on the page. */
  last: string | null;
  /** The newest of the customer's own. */
  own: string | null;
  /** The field that is typed in. */
  field: string;
  words: { typing: string; here: string; away: string; read: string };
};

/**
 * Whether somebody writes just now, whether the desk is there, and whether the last words were read. Says by itself that the
 * customer reads and writes. Without JavaScript the conversation is there all the same.
 */
export function ChatLine({ number, last, own, field, words }: Props) {
  const [state, setState] = useState<ChatState>();
  useEffect(() => {
    const hear = (event: Event) => setState(JSON.parse((event as CustomEvent<string>).detail) as ChatState);
    window.addEventListener(CHAT_EVENT, hear);
    return () => window.removeEventListener(CHAT_EVENT, hear);
  }, []);

  useEffect(() => {
    if (last === null) return;
    let told = false;
    const tell = () => {
      if (told || document.visibilityState !== "visible") return;
      told = true;
      void seen(number, last).catch(() => undefined);
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [number, last]);

  useEffect(() => {
    let next = 0;
    const onInput = (event: Event) => {
      if (!(event.target instanceof HTMLTextAreaElement) || event.target.id !== field) return;
      if (Date.now() < next || event.target.value === "") return;
      next = Date.now() + TYPING_EVERY_MS;
      void typing(number).catch(() => undefined);
    };
    document.addEventListener("input", onInput);
    return () => document.removeEventListener("input", onInput);
  }, [number, field]);

  if (!state) return null;
  const read = own !== null && state.readUpTo !== null && state.readUpTo >= own;
  return (
    <div className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-sm text-muted">
      <p aria-live="polite">{state.typing ? words.typing : state.here ? words.here : words.away}</p>
      {read ? <p>{words.read}</p> : null}
    </div>
  );
}
