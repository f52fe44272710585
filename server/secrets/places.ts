import { and, asc, eq, gt, isNotNull, notLike } from "drizzle-orm";
import type { AnyPgColumn, AnyPgTable } from "drizzle-orm/pg-core";
import { db, type Tx } from "#db/client.ts";
import {
  callbackRequests,
  cardKeys,
  channelSettings,
  evidenceKeys,
  identityFiles,
  noticeDeliveries,
  robots,
  sealedKeys,
  staffPreferences,
  webhookEndpoints,
} from "#db/schema/index.ts";
import { seal, sealedNow, unseal } from "#server/core/seal.ts";
import { isKeyUnderOldSecret, type SealedKey, sealKeyAnew } from "#server/core/seal-bytes.ts";
import { type SealKind, sealPurposes } from "#server/core/seal-purposes.ts";

/** A row that is sealed under another secret than APP_SECRET, and how to seal it anew. */
export type OldRow = {
  id: string;
  /** Opens it. @throws Error when it is under a secret that is not here, or was changed */
  anew(): (tx: Tx) => Promise<boolean>;
};

/** A column that holds sealed things. */
export type Place = {
  name: string;
  /** Rows after `after`, by id, that are under another secret. */
  old(after: string, limit: number): Promise<OldRow[]>;
};

/** Where texts stand that `seal` made, by kind: a kind that has no place here does not compile. */
const texts: Record<SealKind, Place> = {
  channel: textsIn(
    "channel_settings.secrets",
    "channel",
    channelSettings,
    channelSettings.channel,
    channelSettings.secrets,
  ),
  cardKey: textsIn("card_keys.sealed", "cardKey", cardKeys, cardKeys.id, cardKeys.sealed),
  notice: textsIn(
    "notice_deliveries.address",
    "notice",
    noticeDeliveries,
    noticeDeliveries.id,
    noticeDeliveries.address,
  ),
  call: textsIn("callback_requests.phone", "call", callbackRequests, callbackRequests.id, callbackRequests.phone),
  staffPhone: textsIn(
    "staff_preferences.phone",
    "staffPhone",
    staffPreferences,
    staffPreferences.personId,
    staffPreferences.phone,
  ),
  robot: textsIn("robots.sealed", "robot", robots, robots.id, robots.sealed),
  webhook: textsIn(
    "webhook_endpoints.secrets",
    "webhook",
    webhookEndpoints,
    webhookEndpoints.id,
    webhookEndpoints.secrets,
  ),
  evidenceKey: textsIn(
    "evidence_keys.sealed_private",
    "evidenceKey",
    evidenceKeys,
    evidenceKeys.id,
    evidenceKeys.sealedPrivate,
  ),
  dataKey: textsIn("sealed_keys.sealed", "dataKey", sealedKeys, sealedKeys.purpose, sealedKeys.sealed),
};

/** Everything that is sealed under APP_SECRET. The database's own secret comes last: it alone tells whether APP_SECRET is right. */
export const places: readonly Place[] = [
  texts.channel,
  texts.cardKey,
  texts.notice,
  texts.call,
  texts.staffPhone,
  texts.robot,
  texts.webhook,
  { name: "identity_files.sealed_key", old: oldIdentityKeys },
  texts.evidenceKey,
  texts.dataKey,
];

function textsIn(name: string, kind: SealKind, table: AnyPgTable, id: AnyPgColumn, sealed: AnyPgColumn): Place {
  const purpose = sealPurposes[kind];
  const key = Object.entries(table).find(([, column]) => column === sealed)?.[0] ?? "";
  return {
    name,
    async old(after, limit) {
      const rows = (await db
        .select({ id, sealed })
        .from(table)
        .where(and(gt(id, after), isNotNull(sealed), notLike(sealed, `${sealedNow()}%`)))
        .orderBy(asc(id))
        .limit(limit)) as { id: string; sealed: string }[];
      return rows.map((row) => ({
        id: row.id,
        anew() {
          const again = seal(purpose(row.id), unseal(purpose(row.id), row.sealed));
          // A running server may have written another one meanwhile: that stays.
          return async (tx) => {
            const set = { [key]: again } as never;
            const done = await tx
              .update(table)
              .set(set)
              .where(and(eq(id, row.id), eq(sealed, row.sealed)))
              .returning({ id });
            return done.length > 0;
          };
        },
      }));
    },
  };
}

const IDENTITY = "identity";

/** Keys of identity documents: the files stay as they are. */
async function oldIdentityKeys(after: string, limit: number): Promise<OldRow[]> {
  const { attachmentId, keyId, sealedKey } = identityFiles;
  for (let from = after; ; ) {
    const rows = await db
      .select({ id: attachmentId, keyId, sealedKey })
      .from(identityFiles)
      .where(and(gt(attachmentId, from), isNotNull(sealedKey)))
      .orderBy(asc(attachmentId))
      .limit(limit);
    const old = rows.flatMap((row) => {
      const key = { keyId: row.keyId, sealedKey: row.sealedKey ?? "" };
      return isKeyUnderOldSecret(IDENTITY, key) ? [oldIdentityKey(row.id, key)] : [];
    });
    const last = rows.at(-1);
    if (old.length > 0 || !last || rows.length < limit) return old;
    from = last.id;
  }
}

const oldIdentityKey = (id: string, key: SealedKey): OldRow => ({
  id,
  anew() {
    const again = sealKeyAnew(IDENTITY, id, key);
    return async (tx) => {
      const same = and(eq(identityFiles.attachmentId, id), eq(identityFiles.sealedKey, key.sealedKey));
      const done = await tx.update(identityFiles).set(again).where(same).returning({ id: identityFiles.attachmentId });
      return done.length > 0;
    };
  },
});
