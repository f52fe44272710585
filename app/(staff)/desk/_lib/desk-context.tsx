"use client";

import { createContext, useContext } from "react";
import type { StaffView } from "#server/auth/schemas.ts";
import { channelName } from "#server/channels/schemas.ts";
import type { CauseCode } from "#server/diagnosis/schemas.ts";
import type { Ticket } from "#server/tickets/schemas.ts";

export type DeskInfo = {
  me: StaffView;
  locale: "zh-CN" | "en";
  causes: Record<CauseCode, string>;
  /** What the manager's numbers are called, by id or family. */
  metrics: Record<string, string>;
  /** What the shop calls its channels, by code. */
  channels: Record<string, string>;
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

/** Names channels: as the shop calls them, else as everybody does, else by their code. */
export function useChannelName(): (code: string) => string {
  const { channels, locale } = useDesk();
  return (code) => channelName(code, channels[code] ?? null, locale);
}

/** What an incident is called: as somebody named it, else its channel and cause in the reader's language. */
export function useIncidentTitle(): (incident: NonNullable<Ticket["incident"]>) => string {
  const { causes } = useDesk();
  const channelName = useChannelName();
  return ({ named, title, channel, causeCode }) =>
    named ? title : `${channelName(channel)} · ${causes[causeCode] ?? causeCode}`;
}
