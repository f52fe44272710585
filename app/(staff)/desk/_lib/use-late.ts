"use client";

import { useState } from "react";
import { failureOf } from "#app/(staff)/_lib/trpc.ts";
import { type Conflict, conflictOf } from "./conflict.ts";
import { onNewest } from "./on-newest.ts";

/**
 * An act that met a ticket which somebody else had changed: what they did is kept to be shown, and the act can be done again on
 * the version that they made.
 * @returns `act` does it on the version that is on the page, as {@link onNewest} does; `met` says whether a refusal was of this kind
 */
export function useLate() {
  const [late, setLate] = useState<Conflict | null>(null);
  return {
    late,
    act: <T>(shown: number, act: (version: number) => Promise<T>, meets?: (conflict: Conflict) => boolean) =>
      onNewest(Math.max(shown, late?.version ?? 0), act, meets),
    met: (error: unknown): boolean => {
      const conflict = conflictOf(failureOf(error).details);
      if (conflict) setLate(conflict);
      return conflict !== undefined;
    },
    clear: () => setLate(null),
  };
}
