import { freePort } from "#bin/lib/ports.ts";
import { startPostgres } from "#db/embedded/postgres.ts";
import { Installation } from "../fixtures/installation.ts";

/** `npm run test:faults` sets it; `npm test` runs the short form of the same. */
export const LONG = process.env.FAULTS === "long";
/** How long one kind of fault may take where the machine is busy with other things; a quiet one is done in a fraction of it. */
export const SLOW_MACHINE_MS = 300_000;
/** And how long until one thing is seen to happen in it. */
export const WAIT_MS = 90_000;
export const databases = ["sqlite", "postgres"] as const;
export type DatabaseKind = (typeof databases)[number];

/**
 * Runs `body` on an installation of its own, on a database of its own, and takes both away.
 * @param disk where the tables of PostgreSQL are kept
 */
export async function withInstallation(
  kind: DatabaseKind,
  body: (installation: Installation, databaseUrl: string | undefined) => Promise<void>,
  extra: Record<string, string> = {},
  disk?: string,
): Promise<void> {
  const postgres = kind === "postgres" ? await startPostgres({ durable: true, ...(disk && { disk }) }) : undefined;
  const installation = new Installation(await freePort(), {
    // Reading pictures takes a core for seconds each, and is not what is tested here.
    OCR: "off",
    ...(postgres && { DATABASE_URL: postgres.url }),
    ...extra,
  });
  try {
    await body(installation, postgres?.url);
  } finally {
    await installation.remove();
    await postgres?.stop();
  }
}

/** Random, and the same in every run: a failure can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
