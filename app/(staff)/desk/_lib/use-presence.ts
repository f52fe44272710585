"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { TYPING } from "#app/(staff)/_lib/use-live.ts";
import type { Presence } from "#server/tickets/schemas.ts";

const BEAT_MS = 4_000;
/** Who pressed a key so lately is writing. */
const WRITING_MS = 4_000;
/** While keys are pressed, it is said so often. */
const SAY_MS = 3_000;

/** When a key was last pressed, and for whom. */
type Writing = { at: number; visibility: "public" | "internal" };

/**
 * Says that somebody looks at a ticket, or writes in it, while its page is being looked at, and tells who else does. The customer is
 * told only of answers that are being written to them.
 * @returns who else is there, and what the field that is written in calls at every key: null when nothing stands in it any more
 */
export function usePresence(number: string): {
  others: Presence[];
  wrote: (visibility: Writing["visibility"] | null) => void;
} {
  const [others, setOthers] = useState<Presence[]>([]);
  const writing = useRef<Writing | null>(null);
  const beat = useRef<() => void>(() => {});
  const said = useRef<{ kind: Presence["kind"]; at: number }>({ kind: "viewing", at: 0 });
  useEffect(() => {
    let gone = false;
    const say = async () => {
      if (document.visibilityState !== "visible") return;
      const last = writing.current;
      const kind = kindOf(last);
      said.current = { kind, at: Date.now() };
      try {
        // A line that went silent answers none: each makes way for the next.
        const answer = await trpc.ticketWork.here.mutate({ number, kind }, { signal: AbortSignal.timeout(BEAT_MS) });
        if (!gone) setOthers((before) => (same(before, answer.others) ? before : answer.others));
      } catch {
        // Who else is there is nice to know, and no more.
      }
    };
    beat.current = () => void say();
    const hear = (event: Event) => (event as CustomEvent<string>).detail === number && void say();
    window.addEventListener(TYPING, hear);
    void say();
    const timer = setInterval(() => void say(), BEAT_MS);
    return () => {
      gone = true;
      window.removeEventListener(TYPING, hear);
      clearInterval(timer);
      beat.current = () => {};
      writing.current = null;
      setOthers([]);
      void trpc.ticketWork.here.mutate({ number, kind: null }).catch(() => {});
    };
  }, [number]);

  const wrote = useCallback((visibility: Writing["visibility"] | null) => {
    writing.current = visibility === null ? null : { at: Date.now(), visibility };
    const { kind, at } = said.current;
    if (kind !== kindOf(writing.current) || (visibility !== null && Date.now() - at > SAY_MS)) beat.current();
  }, []);
  return { others, wrote };
}

function kindOf(last: Writing | null): Presence["kind"] {
  if (!last || Date.now() - last.at > WRITING_MS) return "viewing";
  return last.visibility === "public" ? "typing" : "replying";
}

const same = (a: readonly Presence[], b: readonly Presence[]) => JSON.stringify(a) === JSON.stringify(b);
