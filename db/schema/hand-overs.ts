import { index, instant, table, text, uniqueIndex } from "../columns.ts";

/** Hand-overs that were used: each token of a platform lets one browser in, once. Only a hash of its `jti` stands here. */
export const handOvers = table(
  "hand_overs",
  {
    jtiHash: text("jti_hash").primaryKey(),
    /** From then on the token is refused by its own time. */
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("hand_overs_expires").on(t.expiresAt)],
);

/** Browsers in which a customer was handed over by the platform. Only a keyed hash of the cookie's token is kept. */
export const customerSessions = table(
  "customer_sessions",
  {
    id: text("id").primaryKey(),
    /** The platform's id. */
    customerId: text("customer_id").notNull(),
    tokenHash: text("token_hash").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
  },
  (t) => [
    uniqueIndex("customer_sessions_token").on(t.tokenHash),
    index("customer_sessions_customer").on(t.customerId, t.createdAt),
    index("customer_sessions_expires").on(t.expiresAt),
  ],
);
