"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";
import { type ActionId, actionIds } from "./list.ts";

/** What the pages on the screen said their actions do. The last one to say so is asked. */
type Handler = { current: () => void };
const handlers = new Map<ActionId, Handler[]>();
const listeners = new Set<() => void>();
let offered: readonly ActionId[] = [];

function changed(): void {
  offered = actionIds.filter((id) => (handlers.get(id)?.length ?? 0) > 0);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export type ActionMap = Partial<Record<ActionId, (() => void) | undefined | false>>;

/** Says what actions do while the calling component is on the screen. Those without a function are not offered. */
export function useActions(map: ActionMap): void {
  const current = useRef(map);
  // With the effects of what was rendered, not while it is rendered: what a function calls may be told of its new ticket only then.
  useEffect(() => {
    current.current = map;
  });
  const given = actionIds.filter((id) => map[id]).join(" ");
  useEffect(() => {
    const mine = given.split(" ").filter(Boolean) as ActionId[];
    const own = mine.map((id) => [id, { current: () => (current.current[id] || (() => {}))() }] as const);
    for (const [id, handler] of own) handlers.set(id, [...(handlers.get(id) ?? []), handler]);
    changed();
    return () => {
      for (const [id, handler] of own) {
        handlers.set(
          id,
          (handlers.get(id) ?? []).filter((each) => each !== handler),
        );
      }
      changed();
    };
  }, [given]);
}

/** Does an action, if there is one now. @returns whether there was */
export function runAction(id: ActionId): boolean {
  const handler = handlers.get(id)?.at(-1);
  handler?.current();
  return handler !== undefined;
}

/** The actions that can be done now, in the order of their list. */
export const useOffered = (): readonly ActionId[] =>
  useSyncExternalStore(
    subscribe,
    () => offered,
    () => offered,
  );
