import { type BetterAuthOptions, betterAuth } from "better-auth";
import { twoFactor } from "better-auth/plugins";
import { dataKey } from "#server/core/data-key.ts";
import { env } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import { authAdapter } from "./adapter.ts";
import { signInChallenge } from "./challenge.ts";
import { cookieName } from "./cookie-name.ts";
import { trustedOrigins } from "./origin.ts";
import { passkeySessions } from "./passkeys/session.ts";
import { hashPassword, verifyPassword } from "./password-hash.ts";
import { PASSWORD_MAX, PASSWORD_MIN } from "./schemas.ts";

const SESSION_S = 12 * 3600;

/** What every better-auth of ours is made with: they share accounts, sessions and cookies. */
export function authOptions() {
  const { APP_URL } = env();
  return {
    appName: "Daozhang",
    baseURL: APP_URL,
    basePath: "/api/auth",
    secret: dataKey("staff-sessions").toString("base64url"),
    trustedOrigins: trustedOrigins(),
    database: authAdapter,
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: {
      additionalFields: {
        // Never from a request: only createStaff gives a role.
        role: { type: "string", required: true, input: false },
        disabledAt: { type: "date", required: false, input: false },
        lastSeenAt: { type: "date", required: false, input: false },
      },
    },
    session: {
      expiresIn: SESSION_S,
      // A shift, then sign in again. Without refresh and without a cookie cache, every request reads the session's row:
      // what is revoked is out at once.
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
      additionalFields: {
        // When a second factor was shown in this session: what moves money asks for it (`core/context.ts`).
        secondFactorAt: { type: "date", required: false, input: false, returned: true },
        secondFactorVia: { type: "string", required: false, input: false, returned: true },
      },
    },
    advanced: {
      // With its own prefix better-auth would write `__Secure-`, which a neighbouring host under the same domain can set as well.
      cookiePrefix: cookieName("dz_staff"),
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure: APP_URL.startsWith("https:"), path: "/" },
      database: { generateId: () => newId() },
    },
    plugins: [
      twoFactor({
        issuer: "Daozhang",
        totpOptions: { digits: 6, period: 30 },
        backupCodeOptions: { amount: 10, length: 10, storeBackupCodes: "encrypted" },
        accountLockout: { maxFailedAttempts: 10, durationSeconds: 900 },
        // No device is trusted for longer than its session: the handler drops the wish, and this makes it worthless.
        trustDeviceMaxAge: 0,
      }),
      passkeySessions,
      signInChallenge,
    ],
    // Sign-in has its own lock-out (`lockout.ts`), by account as well as by address.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: "error", log: (_level, message) => logger.error({ source: "better-auth" }, message) },
  } satisfies BetterAuthOptions;
}

const build = () => betterAuth(authOptions());

let built: ReturnType<typeof build> | undefined;

/** The better-auth instance of this process, built from the settings at the first call. */
export function auth(): ReturnType<typeof build> {
  built ??= build();
  return built;
}
