import { bool, index, instant, int, json, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/** Hash-chained audit rows. Chains are several so that unrelated writers on PostgreSQL do not collide. */
export const auditLog = table(
  "audit_log",
  {
    chain: int("chain").notNull(),
    seq: int("seq").notNull(),
    id: text("id").notNull(),
    at: instant("at").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    actorName: text("actor_name").notNull(),
    action: text("action").notNull(),
    subject: text("subject").notNull(),
    /** Canonical JSON, as text: hashing must see the very bytes. */
    data: text("data").notNull(),
    prevHash: text("prev_hash").notNull(),
    hash: text("hash").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.chain, t.seq] }),
    uniqueIndex("audit_log_id").on(t.id),
    index("audit_log_subject").on(t.subject, t.at),
  ],
);

/** The newest row of each chain, so that cutting off a chain's end is noticed. */
export const auditHeads = table("audit_heads", {
  chain: int("chain").primaryKey(),
  seq: int("seq").notNull(),
  hash: text("hash").notNull(),
});

/** What happened, for consumers outside the transaction: live streams, notifications. */
export const outbox = table(
  "outbox",
  {
    id: text("id").primaryKey(),
    topic: text("topic").notNull(),
    subject: text("subject").notNull(),
    payload: json<Record<string, unknown>>("payload").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("outbox_created").on(t.createdAt), index("outbox_subject").on(t.subject, t.id)],
);

/** How far each consumer got. */
export const outboxCursors = table("outbox_cursors", {
  consumer: text("consumer").primaryKey(),
  lastId: text("last_id").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** A job's last run and who holds it now. */
export const jobRuns = table("job_runs", {
  name: text("name").primaryKey(),
  ranAt: instant("ran_at"),
  failedAt: instant("failed_at"),
  error: text("error"),
  leaseUntil: instant("lease_until"),
  leaseOwner: text("lease_owner"),
});

export const settings = table("settings", {
  key: text("key").primaryKey(),
  value: json<unknown>("value").notNull(),
  version: int("version").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** The stored response of a write that carried an Idempotency-Key. */
export const idempotencyKeys = table(
  "idempotency_keys",
  {
    actorId: text("actor_id").notNull(),
    key: text("key").notNull(),
    requestHash: text("request_hash").notNull(),
    status: int("status"),
    body: json<unknown>("body"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.key] }), index("idempotency_keys_created").on(t.createdAt)],
);

export const apiKeys = table(
  "api_keys",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    /** SHA-256 of the key; the key itself is shown once and not kept. */
    hash: text("hash").notNull(),
    hint: text("hint").notNull(),
    scopes: json<string[]>("scopes").notNull(),
    createdAt: instant("created_at").notNull(),
    revokedAt: instant("revoked_at"),
  },
  (t) => [uniqueIndex("api_keys_hash").on(t.hash)],
);

/** Staff accounts and their sessions, in the shape better-auth wants. */
export const user = table(
  "user",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    email: text("email").notNull(),
    emailVerified: bool("email_verified").notNull(),
    image: text("image"),
    role: text("role").notNull(),
    /** Whether an authenticator app was enrolled: then a password alone does not sign in. */
    twoFactorEnabled: bool("two_factor_enabled"),
    /** Since when this account is shut: nobody signs in with it. */
    disabledAt: instant("disabled_at"),
    /** When somebody last did something with it, to a few minutes. */
    lastSeenAt: instant("last_seen_at"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [uniqueIndex("user_email").on(t.email)],
);

export const session = table(
  "session",
  {
    id: text("id").primaryKey(),
    token: text("token").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    expiresAt: instant("expires_at").notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    /** When a second factor was shown in this session, and which: `totp`, `passkey`, `recovery`, `oidc`. */
    secondFactorAt: instant("second_factor_at"),
    secondFactorVia: text("second_factor_via"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [uniqueIndex("session_token").on(t.token), index("session_user").on(t.userId)],
);

export const account = table(
  "account",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: instant("access_token_expires_at"),
    refreshTokenExpiresAt: instant("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [index("account_user").on(t.userId)],
);

export const verification = table(
  "verification",
  {
    id: text("id").primaryKey(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [index("verification_identifier").on(t.identifier)],
);
