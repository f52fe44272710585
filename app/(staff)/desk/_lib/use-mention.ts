"use client";

import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useState } from "react";
import { ranked } from "#app/(staff)/_lib/actions/rank.ts";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { useDesk } from "./desk-context.tsx";
import { fragmentAt, withName } from "./mention.ts";

const MOST = 6;
export const MENTIONS_ID = "desk-mentions";
export const mentionId = (id: string) => `desk-mention-${id}`;

type Input = {
  body: string;
  /** Only colleagues read what is being written. */
  active: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
  onBody: (text: string) => void;
  onCalled: (id: string) => void;
};

/** Colleagues whose names fit what is typed after an @: chosen by arrows and Enter, or by a click. */
export function useMention({ body, active, field, onBody, onCalled }: Input) {
  const { me } = useDesk();
  const people = (useQuery(queries.staff()).data ?? []).filter(({ id }) => id !== me.id);
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState("");
  const fragment = active ? fragmentAt(body, caret) : undefined;
  const typed = fragment?.typed ?? "";
  const found =
    fragment && closed !== `${fragment.from} ${typed}`
      ? ranked(people, typed, ({ name }) => [name]).slice(0, MOST)
      : [];
  const chosen = found[Math.min(at, found.length - 1)];
  const choose = (person: { id: string; name: string }) => {
    if (!fragment) return;
    const next = withName(body, caret, fragment.from, person.name);
    onBody(next.text);
    onCalled(person.id);
    setCaret(next.caret);
    setAt(0);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  /** @returns whether the key was for the list */
  const onKey = (event: KeyboardEvent): boolean => {
    if (found.length === 0 || event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return false;
    if (event.ctrlKey || event.metaKey) return false;
    if (event.key === "ArrowDown") setAt((i) => (i + 1) % found.length);
    else if (event.key === "ArrowUp") setAt((i) => (i - 1 + found.length) % found.length);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) choose(chosen);
    else if (event.key === "Escape") setClosed(`${fragment?.from} ${typed}`);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { found, chosen, choose, onKey, look: () => setCaret(field.current?.selectionStart ?? 0) };
}
