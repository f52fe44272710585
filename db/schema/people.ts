import { sql } from "drizzle-orm";
import { index, instant, int, oneOf, table, text, uniqueIndex } from "#db/columns.ts";
import { staffRoles } from "#server/auth/schemas.ts";
import { user } from "./foundation.ts";

/** Who was asked to join the staff. Only the hash of the link's token is kept; it opens one account, once, for 72 hours. */
export const invitations = table(
  "invitations",
  {
    id: text("id").primaryKey(),
    email: text("email").notNull(),
    role: oneOf("role", staffRoles).notNull(),
    tokenHash: text("token_hash").notNull(),
    invitedById: text("invited_by_id").notNull(),
    invitedByName: text("invited_by_name").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    acceptedAt: instant("accepted_at"),
    revokedAt: instant("revoked_at"),
    /** The account that came of it. */
    userId: text("user_id").references(() => user.id, { onDelete: "set null" }),
  },
  (t) => [
    uniqueIndex("invitations_token").on(t.tokenHash),
    // One that is open for each address, whoever asks at the same time.
    uniqueIndex("invitations_one_open").on(t.email).where(sql`accepted_at is null and revoked_at is null`),
    index("invitations_created").on(t.createdAt, t.id),
  ],
);

/**
 * Failed attempts to sign in (and to show a code, a link, a password), counted for all processes and kept over restarts. Keys
 * are hashes: neither an account's address nor a machine's stands here.
 */
export const signInAttempts = table(
  "sign_in_attempts",
  {
    key: text("key").primaryKey(),
    failures: int("failures").notNull(),
    /** Until when the next attempt has to wait. */
    waitUntil: instant("wait_until"),
    triedAt: instant("tried_at").notNull(),
  },
  (t) => [index("sign_in_attempts_tried").on(t.triedAt)],
);
