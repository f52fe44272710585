import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { verifyPassword as verifyEarlier } from "better-auth/crypto";

/**
 * What a guess at a stolen hash costs, by OWASP's guidance and ASVS appendix C: 2^15 blocks of 1 KiB (32 MiB), three times over.
 * better-auth's own is a third of that. A hash says what it was made with, so that this can grow.
 */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const KEY_BYTES = 64;
const SALT_BYTES = 16;
const FORM = /^scrypt:(\d{1,2}):(\d{1,2}):(\d{1,2}):([\w-]{22}):([\w-]{86})$/;

type Cost = { N: number; r: number; p: number };

/** @returns what is kept of a password: `scrypt:log2 N:r:p:salt:key` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await stretch(password, salt, COST);
  return ["scrypt", Math.log2(COST.N), COST.r, COST.p, salt.toString("base64url"), key.toString("base64url")].join(":");
}

/** Whether a hash was made of a password: one of ours, or one of before, which is better-auth's. */
export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const [, log2N, r, p, salt = "", key = ""] = FORM.exec(hash) ?? [];
  if (key === "") return verifyEarlier({ hash, password });
  const cost = { N: 2 ** Number(log2N), r: Number(r), p: Number(p) };
  return timingSafeEqual(await stretch(password, Buffer.from(salt, "base64url"), cost), Buffer.from(key, "base64url"));
}

/** scrypt in a thread of its own. Letters that look alike and are written in several ways count as one. */
function stretch(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const maxmem = 256 * N * r;
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, { N, r, p, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
