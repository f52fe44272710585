import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { Webhook } from "standardwebhooks";
import { SECOND_MS, systemClock } from "#server/core/clock.ts";
import { env } from "#server/core/env.ts";
import { sha256Hex } from "#server/core/ids.ts";
import type { CheckpointView } from "#server/evidence/schemas.ts";
import { callOut, OutboundError } from "#server/http/index.ts";

const TIMEOUT_MS = 10 * SECOND_MS;
const MAX_ANSWER_BYTES = 16 * 1024;

/** A head, and the proof that it continues the one that was sent before. */
export type Push = CheckpointView & { previousSize: number | null; consistency: string[] };
export type Pushed = { ok: true } | { ok: false; error: string; gone?: boolean };
/** A place outside. `target` says which, without saying where. */
export type Sink = { name: "webhook" | "file"; target: string; send(push: Push): Promise<Pushed> };

/** The places that are set. */
export function sinks(): Sink[] {
  const { EVIDENCE_CHECKPOINT_URL: url, EVIDENCE_CHECKPOINT_SECRET: secret, EVIDENCE_CHECKPOINT_FILE: file } = env();
  return [...(url && secret ? [webhook(url, secret)] : []), ...(file ? [appended(file)] : [])];
}

/** A POST signed as Standard Webhooks has it. A repetition has the same `webhook-id`. */
const webhook = (url: string, secret: string): Sink => ({
  name: "webhook",
  target: sha256Hex(`${url}\n${secret}`),
  async send(push) {
    const body = JSON.stringify(push);
    const id = `evidence_${push.size}`;
    // The receiver holds this against its own clock.
    const now = systemClock.now();
    try {
      const { status } = await callOut({
        url,
        method: "POST",
        headers: {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
          "webhook-signature": new Webhook(secret).sign(id, now, body),
        },
        body,
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
        // Whoever runs this installation set the address; a witness in the same network is usual.
        allowPrivate: true,
      });
      if (status >= 200 && status < 300) return { ok: true };
      return { ok: false, error: `HTTP_${status}`, gone: status === 410 };
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      return { ok: false, error: error.code };
    }
  },
});

/**
 * The note at the end of a file, on disk before it counts as sent. An empty line before each keeps a note apart from one that
 * broke off.
 */
const appended = (file: string): Sink => ({
  name: "file",
  target: sha256Hex(file),
  async send({ note }) {
    try {
      const handle = await open(file, constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY, 0o600);
      try {
        await handle.writeFile(`\n${note}`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return { ok: true };
    } catch (error) {
      return { ok: false, error: (error as NodeJS.ErrnoException).code ?? "WRITE_FAILED" };
    }
  },
});
