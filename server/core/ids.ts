import { createHash, randomBytes } from "node:crypto";
import { v7 } from "uuid";

/** How far the clock of ids may run ahead of the wall's, before the latter is believed: such a lead was a mistake itself. */
const MAX_LEAD_MS = 24 * 60 * 60 * 1_000;

// Next.js may load this module more than once in a process; its copies must agree on what was the newest.
type IdClock = { at: number; measuredAt: number; msecs: number; seq: number };
const holder = globalThis as typeof globalThis & { __daozhangIdClock?: IdClock };
const idClock = (): IdClock => {
  holder.__daozhangIdClock ??= { at: 0, measuredAt: 0, msecs: 0, seq: 0 };
  return holder.__daozhangIdClock;
};

/**
 * The clock that ids are made by, in epoch milliseconds: the wall's, but one that was set back is not followed. It ticks on from where
 * it was until the wall's has caught up. Consumers remember the newest id they saw; what had a smaller one would never be seen.
 */
export function idsNow(): number {
  const clock = idClock();
  const wall = Date.now();
  const measured = performance.now();
  const on = clock.at + Math.max(0, measured - clock.measuredAt);
  clock.at = on - wall > MAX_LEAD_MS ? wall : Math.max(wall, Math.floor(on));
  clock.measuredAt = measured;
  return clock.at;
}

/**
 * Makes every new id of this process larger than `newest`, which another clock, or this one before it was set back, gave out.
 * @returns how far that lies ahead of the wall's clock; an id more than a day ahead is not followed
 */
export function seedIds(newest: string): number {
  const msecs = Number.parseInt(newest.replaceAll("-", "").slice(0, 12), 16);
  const lead = msecs + 1 - Date.now();
  if (lead > MAX_LEAD_MS || Number.isNaN(lead)) return lead;
  const clock = idClock();
  clock.at = Math.max(idsNow(), msecs + 1);
  return lead;
}

// A call for each id costs more than all the rest of it.
let pool: Buffer = Buffer.alloc(0);
function random16(): Buffer {
  if (pool.length < 16) pool = randomBytes(4_096);
  const some = pool.subarray(0, 16);
  pool = pool.subarray(16);
  return some;
}

/** A new time-ordered id (UUIDv7, RFC 9562), larger than every one before it. `at` is for rows that record the past. */
export function newId(at?: Date): string {
  if (at) return v7({ msecs: at.getTime() });
  const clock = idClock();
  const now = idsNow();
  const random = random16();
  if (now > clock.msecs || clock.msecs - now > MAX_LEAD_MS) {
    clock.msecs = now;
    clock.seq = random.readUInt32BE(0) >>> 1;
  } else if (++clock.seq > 0xffff_ffff) {
    clock.msecs++;
    clock.seq = 0;
  }
  return v7({ msecs: clock.msecs, seq: clock.seq, random });
}

/** A secret for a link or key: `bytes` random bytes in base64url. */
export function newSecret(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}

/** SHA-256 of text or bytes, in lower-case hex. */
export function sha256Hex(value: string | Uint8Array): string {
  return createHash("sha256").update(value).digest("hex");
}
