"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { CodeForm } from "../../../_ui/code-form.tsx";
import { Enrol } from "./enrol.tsx";
import { PasswordForm } from "./password-form.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

type Props = { enrolled: boolean; freshUntil: string | null; next: string | undefined };

/** The authenticator app: set up, confirmed for the next hours, and new recovery codes. */
export function Factor({ enrolled, freshUntil, next }: Props) {
  const t = useTranslations("security.factor");
  const router = useRouter();
  const [codes, setCodes] = useState<string[]>();
  const goOn = () => {
    setCodes(undefined);
    if (next) window.location.assign(next);
    else router.refresh();
  };
  return (
    <Card aria-labelledby="factor">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="factor" className="text-lg font-semibold">
          {t("title")}
        </h2>
        <StateBadge tone={enrolled ? "ok" : "wait"}>{t(enrolled ? "on" : "off")}</StateBadge>
      </div>
      {codes ? (
        <RecoveryCodes codes={codes} onDone={goOn} />
      ) : enrolled ? (
        <Kept freshUntil={freshUntil} onFresh={goOn} onCodes={setCodes} />
      ) : (
        <Enrol onCodes={setCodes} />
      )}
    </Card>
  );
}

type KeptProps = { freshUntil: string | null; onFresh: () => void; onCodes: (codes: string[]) => void };

function Kept({ freshUntil, onFresh, onCodes }: KeptProps) {
  const t = useTranslations("security.factor");
  const [renewing, setRenewing] = useState(false);
  if (!freshUntil || new Date(freshUntil) <= new Date()) {
    return (
      <div className="mt-3 grid gap-4">
        <p className="text-muted">{t("confirmIntro")}</p>
        <div className="max-w-sm">
          <CodeForm submit={t("confirm")} onDone={onFresh} />
        </div>
      </div>
    );
  }
  return (
    <div className="mt-3 grid gap-4">
      <p className="text-muted">
        {t("freshUntil")} <RelativeTime at={freshUntil} exact />
      </p>
      {renewing ? (
        <PasswordForm
          path="/two-factor/generate-backup-codes"
          submit={t("renew")}
          onDone={(body: { recoveryCodes: string[] }) => onCodes(body.recoveryCodes)}
        />
      ) : (
        <div>
          <Button type="button" variant="secondary" onClick={() => setRenewing(true)}>
            {t("renew")}
          </Button>
          <p className="mt-2 text-sm text-muted">{t("renewHint")}</p>
        </div>
      )}
      <p className="text-sm text-muted">{t("lost")}</p>
    </div>
  );
}
