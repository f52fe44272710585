import type { Fact, FactValue } from "./schemas.ts";

/** How facts are written down. Pure. */

export type Source = "platform" | "gateway" | "ledger" | "system";
export const iso = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;

/** A fact with its value, or unknown when no record supplies one. Unknown is never "no". */
export function fact(
  key: string,
  value: FactValue | undefined,
  at: Date | null = null,
  source: Source = "platform",
): Fact {
  const isKnown = value !== undefined && value !== null;
  return {
    key,
    value: isKnown ? value : null,
    status: isKnown ? "known" : "unknown",
    source,
    observedAt: isKnown ? iso(at) : null,
  };
}

/** Records contradict one another: nobody knows. */
export const conflicting = (key: string, at: Date | null): Fact => ({
  key,
  value: null,
  status: "conflict",
  source: "platform",
  observedAt: iso(at),
});

/** What lies around an order, where somebody looked: its neighbours, its channel, our own inbox. All of it may be missing. */
export type Around = {
  /** What the customer paid for other orders on the same day. */
  customerDayFen?: number | undefined;
  /** What all customers paid by the newest payment's channel on the same day. */
  channelDayFen?: number | undefined;
  /** The same customer's orders of the same goods within a minute, and how many of them were paid. */
  twins?: { orders: number; paid: number } | undefined;
  /** A payment that succeeded was closed or refused after that, and its gateway has not said which is true. */
  takenBack?: boolean | undefined;
  /** All other payments by the channel fail with the same error of its settings. */
  channelFailing?: boolean | undefined;
  /** Most other orders at the same supplier fail. */
  supplierFailing?: boolean | undefined;
  /** Callbacks in our own inbox that claim to be about the order's payments and were not believed. */
  claims?: readonly { at: Date; reason: string | null }[] | undefined;
  /** The ways of paying that the channel is set up for. */
  methods?: readonly string[] | undefined;
  /** How far what we show is behind what came in. */
  lagS?: number | undefined;
};
