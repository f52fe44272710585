"use client";

import type { ReactNode } from "react";
import { LiveContext, useLive } from "#app/(staff)/_lib/use-live.ts";

/** One stream for all that the page shows. */
export function LiveProvider({ children }: { children: ReactNode }) {
  return <LiveContext.Provider value={useLive()}>{children}</LiveContext.Provider>;
}
