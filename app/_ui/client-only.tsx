"use client";

import { type ReactNode, useSyncExternalStore } from "react";

const never = () => () => {};

/** Renders its children only in the browser: for charts and virtual lists, whose `style` attributes the policy forbids in HTML. */
export function ClientOnly({ children, fallback = null }: { children: ReactNode; fallback?: ReactNode }) {
  const mounted = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return mounted ? children : fallback;
}
