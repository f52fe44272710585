"use client";

import { usePasskeysHere } from "../../_lib/passkey.ts";
import { Or, PasskeyButton } from "../../_ui/passkey-button.tsx";

/** Signing in by passkey, where this page can. @param host the name that passkeys are for */
export function PasskeyWay({ host, onDone }: { host: string | null; onDone: () => void }) {
  if (!usePasskeysHere(host)) return null;
  return (
    <>
      <Or />
      <PasskeyButton what="sign-in" onDone={onDone} />
    </>
  );
}
