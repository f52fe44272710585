import { bool, fen, index, instant, json, oneOf, table, text, uniqueIndex } from "../columns.ts";
import { user } from "./foundation.ts";

/** Public keys of authenticators that hold a passkey for an account; nothing in here opens anything. */
export const passkeys = table(
  "passkeys",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** What the person calls it. */
    name: text("name").notNull(),
    /** Base64url, as are the bytes of the key. */
    credentialId: text("credential_id").notNull(),
    publicKey: text("public_key").notNull(),
    /** How often the authenticator says it was used, up to 2^32; 0 for those that do not count. */
    counter: fen("counter").notNull(),
    transports: json<string[]>("transports").notNull(),
    /** Whether it is kept in an account of a maker of devices, and so on several of them. */
    synced: bool("synced").notNull(),
    createdAt: instant("created_at").notNull(),
    lastUsedAt: instant("last_used_at"),
  },
  (t) => [uniqueIndex("passkeys_credential").on(t.credentialId), index("passkeys_user").on(t.userId, t.createdAt)],
);

/** Random bytes that an authenticator is to sign: each is taken once, within minutes, for what and for whom it was made. */
export const passkeyChallenges = table(
  "passkey_challenges",
  {
    challenge: text("challenge").primaryKey(),
    kind: oneOf("kind", ["register", "sign_in", "confirm"]).notNull(),
    /** Null at sign-in, where nobody is known yet. */
    userId: text("user_id").references(() => user.id, { onDelete: "cascade" }),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("passkey_challenges_expires").on(t.expiresAt)],
);
