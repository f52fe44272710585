"use client";

import { usePasskeysHere } from "../../_lib/passkey.ts";
import { Or, PasskeyButton } from "../../_ui/passkey-button.tsx";
import { OidcWay } from "./oidc-way.tsx";

export type Ways = { passkeyHost: string | null; oidc: string | null };

/** Signing in otherwise than by password: by a passkey where this page can, and by the company's provider where one is set. */
export function OtherWays({ ways, next, onDone }: { ways: Ways; next: string; onDone: () => void }) {
  const passkeys = usePasskeysHere(ways.passkeyHost);
  if (!passkeys && !ways.oidc) return null;
  return (
    <>
      <Or />
      <div className="grid gap-3">
        {passkeys ? <PasskeyButton what="sign-in" onDone={onDone} /> : null}
        {ways.oidc ? <OidcWay name={ways.oidc} next={next} /> : null}
      </div>
    </>
  );
}
