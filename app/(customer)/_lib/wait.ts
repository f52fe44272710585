import { type WaitView, waitView } from "#server/diagnosis/index.ts";
import { diagnosisContext } from "./session.ts";

/** What a run of this browser's own waits for; null when nothing waits, or the run is somebody else's. */
export async function waitOf(id: string): Promise<WaitView | null> {
  const ctx = await diagnosisContext(id);
  return ctx ? waitView({ ctx, input: { id } }) : null;
}
