"use client";

import { useState } from "react";
import { failureOf } from "#app/(staff)/_lib/trpc.ts";
import { type Conflict, conflictOf } from "./conflict.ts";

/**
 * An act that met a ticket which somebody else had changed: what they did is kept to be shown, and the act can be done again on
 * the version that they made.
 * @returns `version` to act on, given the one that is on the page; `met` says whether a refusal was of this kind
 */
export function useLate() {
  const [late, setLate] = useState<Conflict | null>(null);
  return {
    late,
    version: (shown: number) => Math.max(shown, late?.version ?? 0),
    met: (error: unknown): boolean => {
      const conflict = conflictOf(failureOf(error).details);
      if (conflict) setLate(conflict);
      return conflict !== undefined;
    },
    clear: () => setLate(null),
  };
}
