import { bool, index, instant, int, primaryKey, table, text } from "../columns.ts";
import { user } from "./foundation.ts";

/** The authenticator app of a member of staff, in the shape better-auth wants; what is secret in it is encrypted. */
export const twoFactor = table(
  "two_factor",
  {
    id: text("id").primaryKey(),
    secret: text("secret").notNull(),
    /** What is left of the recovery codes, encrypted. */
    backupCodes: text("backup_codes").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** False until the first code of the new app was shown. */
    verified: bool("verified"),
    failedVerificationCount: int("failed_verification_count"),
    lockedUntil: instant("locked_until"),
  },
  (t) => [index("two_factor_user").on(t.userId)],
);

/** Codes that were shown of late: each counts once, whoever looked over a shoulder. Only a keyed hash is kept, for minutes. */
export const usedCodes = table(
  "used_codes",
  {
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    codeHash: text("code_hash").notNull(),
    usedAt: instant("used_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.codeHash] }), index("used_codes_used").on(t.usedAt)],
);

/** Tokens that make the first admin, printed where the program starts. Only a hash is kept, and only the newest counts. */
export const setupTokens = table("setup_tokens", {
  tokenHash: text("token_hash").primaryKey(),
  createdAt: instant("created_at").notNull(),
  expiresAt: instant("expires_at").notNull(),
});
