"use client";

import { createContext, useContext } from "react";
import type { StaffView } from "#server/auth/schemas.ts";
import type { CauseCode } from "#server/diagnosis/schemas.ts";

export type DeskInfo = {
  me: StaffView;
  locale: "zh-CN" | "en";
  causes: Record<CauseCode, string>;
  /** What the manager's numbers are called, by id or family. */
  metrics: Record<string, string>;
};

const Context = createContext<DeskInfo | null>(null);
export const DeskProvider = Context.Provider;

/** Who sits here, in which language, and what causes are called in it. */
export function useDesk(): DeskInfo {
  const info = useContext(Context);
  if (!info) throw new Error("useDesk() is for use inside the console");
  return info;
}

/** True when the person at the console holds the permission. The server decides; this only spares a refused click. */
export const useMay = (permission: string): boolean => useDesk().me.permissions.includes(permission);
