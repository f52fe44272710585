"use client";

import { useSyncExternalStore } from "react";

const query = () => window.matchMedia("(min-width: 64rem)");

/** True where there is room for a drawing. */
export function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = query();
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => query().matches,
    () => false,
  );
}
