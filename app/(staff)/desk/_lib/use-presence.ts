"use client";

import { useEffect, useState } from "react";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Presence } from "#server/tickets/schemas.ts";

const BEAT_MS = 4_000;
/** Who pressed a key so lately is writing. */
const WRITING_MS = 6_000;

/** Set by the field that is written in: when a key was last pressed, and for whom. */
export type Writing = { at: number; visibility: "public" | "internal" };

/**
 * Says that somebody looks at a ticket, or writes in it, while its page is being looked at, and tells who else does. The customer is
 * told only of answers that are being written to them.
 * @param writing read at each beat
 */
export function usePresence(number: string, writing: () => Writing | null): Presence[] {
  const [others, setOthers] = useState<Presence[]>([]);
  useEffect(() => {
    let gone = false;
    const kind = () => {
      const last = writing();
      if (!last || Date.now() - last.at > WRITING_MS) return "viewing" as const;
      return last.visibility === "public" ? ("typing" as const) : ("replying" as const);
    };
    const beat = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const answer = await trpc.ticketWork.here.mutate({ number, kind: kind() });
        if (!gone) setOthers((before) => (same(before, answer.others) ? before : answer.others));
      } catch {
        // Who else is there is nice to know, and no more.
      }
    };
    void beat();
    const timer = setInterval(() => void beat(), BEAT_MS);
    return () => {
      gone = true;
      clearInterval(timer);
      setOthers([]);
      void trpc.ticketWork.here.mutate({ number, kind: null }).catch(() => {});
    };
  }, [number, writing]);
  return others;
}

const same = (a: readonly Presence[], b: readonly Presence[]) => JSON.stringify(a) === JSON.stringify(b);
