"use client";

import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { encode } from "uqr";
import { CodeForm } from "../../../_ui/code-form.tsx";
import { PasswordForm } from "./password-form.tsx";

type Begun = { totpUri: string; recoveryCodes: string[] };

/** Sets up an authenticator app: password, QR code, first code. Then the recovery codes are shown. */
export function Enrol({ onCodes }: { onCodes: (codes: string[]) => void }) {
  const t = useTranslations("security.enrol");
  const [begun, setBegun] = useState<Begun>();
  if (!begun) {
    return (
      <div className="mt-3 grid gap-4">
        <p className="text-muted">{t("intro")}</p>
        <PasswordForm path="/two-factor/enable" submit={t("begin")} onDone={setBegun} />
      </div>
    );
  }
  const secret = new URL(begun.totpUri).searchParams.get("secret") ?? "";
  return (
    <div className="mt-3 grid gap-4">
      <p>{t("scan")}</p>
      <QrCode text={begun.totpUri} label={t("qr")} />
      <div>
        <p className="text-sm text-muted">{t("byHand")}</p>
        <p data-testid="totp-secret" className="mt-1 font-mono text-sm break-all select-all">
          {secret.match(/.{1,4}/g)?.join(" ")}
        </p>
      </div>
      <div className="max-w-sm">
        <CodeForm submit={t("confirm")} recovery={false} onDone={() => onCodes(begun.recoveryCodes)} />
      </div>
    </div>
  );
}

/** A QR code as one path; dark on light in every theme, as cameras want it. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const code = encode(text, { ecc: "M", border: 3 });
    const dots = code.data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")));
    return { size: code.size, path: dots.join("") };
  }, [text]);
  return (
    <svg
      role="img"
      viewBox={`0 0 ${size} ${size}`}
      className="size-52 rounded-md border border-line"
      shapeRendering="crispEdges"
    >
      <title>{label}</title>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
