import { connection } from "#db/client.ts";
import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { unavailable } from "#server/core/unavailable.ts";
import { noStore, problem } from "#server/http/index.ts";
import { jobLoopAgeMs } from "#server/jobs/index.ts";
import { storage } from "#server/storage/index.ts";

/** A check that takes longer has failed: whoever asks waits only so long. */
const CHECK_TIMEOUT_MS = 2_000;
/** The loop turns every few seconds; this long without a turn it hangs. */
const MAX_LOOP_AGE_MS = 120_000;

type State = "ok" | "failed" | "off";
/** `trouble` says what of it is the machine's own. */
type Checked = { state: State; trouble?: string | undefined };

/** `GET /api/ready`: 200 when database, storage and job loop work, else 503 with the checks that failed. */
export async function handleReady(request: Request): Promise<Response> {
  const [database, files] = await Promise.all([
    check("database", () => connection().ping()),
    check("storage", () => storage().check()),
  ]);
  const jobs = await jobState();
  const trouble = database.trouble ?? files.trouble;
  const checks = { database: database.state, storage: files.state, jobs };
  const failed = Object.entries(checks).flatMap(([name, state]) => (state === "failed" ? [name] : []));
  if (failed.length === 0) return Response.json({ status: "ready", checks }, { headers: noStore });
  const error = new DomainError(503, "NOT_READY", `Not working: ${failed.join(", ")}.`, {
    details: { checks, failed, retryAfterS: 5, ...(trouble && { trouble }) },
  });
  return problem(error, request, { "Retry-After": "5" });
}

async function jobState(): Promise<State> {
  if (!env().JOBS) return "off";
  const { state } = await check("jobs", async () => {
    const ageMs = await jobLoopAgeMs();
    if (ageMs === null || ageMs > MAX_LOOP_AGE_MS) throw new Error(`The job loop last turned ${ageMs} ms ago`);
  });
  return state;
}

async function check(name: string, work: () => Promise<unknown>): Promise<Checked> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([work(), late]);
    return { state: "ok" };
  } catch (error) {
    logger.warn({ err: error, check: name }, "not ready");
    return { state: "failed", trouble: unavailable(error)?.code };
  } finally {
    clearTimeout(timer);
  }
}
