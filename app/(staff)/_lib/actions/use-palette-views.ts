"use client";

import { useSyncExternalStore } from "react";

export type PaletteView = { id: string; name: string };

/** The lists that the palette offers, as the desk last told. Pages without a desk ask for none. */
let views: readonly PaletteView[] = [];
const listeners = new Set<() => void>();

export function offerViews(next: readonly PaletteView[]): void {
  views = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const usePaletteViews = (): readonly PaletteView[] =>
  useSyncExternalStore(
    subscribe,
    () => views,
    () => views,
  );
