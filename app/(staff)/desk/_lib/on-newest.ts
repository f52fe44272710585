import { failureOf } from "#app/(staff)/_lib/trpc.ts";
import { byOthers, type Conflict, conflictOf } from "./conflict.ts";

const MOST_TRIES = 3;

/**
 * Does something to a ticket on the version that is shown, and again on the newest while nothing that was done since meets it: an agent's
 * own reply a moment ago is no reason to ask them.
 * @param meets whether what was done since is a reason to ask; by default whatever somebody else did
 * @throws what `act` throws, in the end
 */
export async function onNewest<T>(
  version: number,
  act: (version: number) => Promise<T>,
  meets: (conflict: Conflict) => boolean = byOthers,
): Promise<T> {
  let on = version;
  for (let tries = 1; ; tries++) {
    try {
      return await act(on);
    } catch (error) {
      const conflict = conflictOf(failureOf(error).details);
      if (!conflict || tries >= MOST_TRIES || meets(conflict)) throw error;
      on = conflict.version;
    }
  }
}
