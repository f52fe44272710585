"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import { LinkButton } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Spinner } from "#app/_ui/surface.tsx";
import { usePasskeysHere } from "../_lib/passkey.ts";
import { onQuestion, openQuestion } from "../_lib/step-up.ts";
import { trpc } from "../_lib/trpc.ts";
import { CodeForm } from "./code-form.tsx";
import { Or, PasskeyButton } from "./passkey-button.tsx";

/** What the person has to confirm with. */
type Ways = { code: boolean; passkey: boolean; host: string | null };

/** Asks for the second factor where the server wants one first; what was being done goes on by itself after it. */
export function StepUp() {
  const t = useTranslations("security.stepUp");
  const question = useSyncExternalStore(onQuestion, openQuestion, () => undefined);
  const [ways, setWays] = useState<Ways>();
  useEffect(() => {
    if (!question) return;
    // Not knowing, it asks for a code.
    trpc.auth.security.query().then(
      ({ enrolled, passkeys, passkeyHost: host }) => setWays({ code: enrolled, passkey: passkeys.length > 0, host }),
      () => setWays({ code: true, passkey: false, host: null }),
    );
  }, [question]);
  return (
    <Dialog
      open={question !== undefined}
      onOpenChange={(open) => {
        if (!open) question?.answer(false);
      }}
      title={t("title")}
      description={ways && !ways.code && !ways.passkey ? t("enrolFirst") : t("intro")}
      closeLabel={t("close")}
    >
      <Body ways={ways} onDone={() => question?.answer(true)} />
    </Dialog>
  );
}

function Body({ ways, onDone }: { ways: Ways | undefined; onDone: () => void }) {
  const t = useTranslations("security.stepUp");
  const words = useTranslations("security.passkeys");
  const here = usePasskeysHere(ways?.host ?? null);
  if (!ways) return <Spinner />;
  const { code, passkey, host } = ways;
  if (code || passkey) {
    return (
      <div className="grid gap-4">
        {passkey && here ? (
          <PasskeyButton what="confirm" variant={code ? "secondary" : "primary"} onDone={onDone} />
        ) : null}
        {passkey && here && code ? <Or /> : null}
        {code ? <CodeForm submit={t("submit")} onDone={onDone} /> : null}
        {!code && !here ? <p>{words("elsewhere", { host: host ?? "" })}</p> : null}
      </div>
    );
  }
  const page = typeof window === "undefined" ? "/desk" : window.location.pathname + window.location.search;
  return (
    <LinkButton variant="primary" href={`/staff/security?next=${encodeURIComponent(page)}`}>
      {t("enrol")}
    </LinkButton>
  );
}
