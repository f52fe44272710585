"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/surface.tsx";
import type { OwnSecurity } from "#server/auth/schemas.ts";
import { usePasskeysHere } from "../../../_lib/passkey.ts";
import { PasskeyButton } from "../../../_ui/passkey-button.tsx";
import { AddPasskey } from "./passkey-add.tsx";
import { PasskeyRow } from "./passkey-row.tsx";

type Props = { mine: OwnSecurity; next: string | undefined };

/** One's own passkeys: add, name, remove; and with one of them, confirm for the next hours. */
export function Passkeys({ mine, next }: Props) {
  const t = useTranslations("security.passkeys");
  const router = useRouter();
  const here = usePasskeysHere(mine.passkeyHost);
  const [adding, setAdding] = useState(false);
  const { passkeys, enrolled, freshUntil } = mine;
  const only = passkeys.length === 1 && !enrolled;
  const stale = !freshUntil || new Date(freshUntil) <= new Date();
  const goOn = () => (next ? window.location.assign(next) : router.refresh());
  if (!here && passkeys.length === 0) return null;
  return (
    <Card aria-labelledby="passkeys">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="passkeys" className="text-lg font-semibold">
          {t("title")}
        </h2>
        {passkeys.length > 0 ? <StateBadge tone="ok">{t("count", { n: passkeys.length })}</StateBadge> : null}
      </div>
      <p className="mt-1 text-sm text-muted">{t("intro")}</p>
      {passkeys.length > 0 ? (
        <ul className="mt-3 divide-y divide-line">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} only={only} />
          ))}
        </ul>
      ) : null}
      <div className="mt-3 grid max-w-sm gap-3">
        {here && stale && passkeys.length > 0 ? <PasskeyButton what="confirm" onDone={goOn} /> : null}
        {!here ? <p className="text-sm text-muted">{t("elsewhere", { host: mine.passkeyHost ?? "" })}</p> : null}
        {adding ? (
          <AddPasskey
            withPassword={!enrolled && passkeys.length === 0}
            onDone={() => {
              setAdding(false);
              goOn();
            }}
            onCancel={() => setAdding(false)}
          />
        ) : here ? (
          <div>
            <Button type="button" variant="secondary" onClick={() => setAdding(true)}>
              {t("add")}
            </Button>
          </div>
        ) : null}
      </div>
    </Card>
  );
}
