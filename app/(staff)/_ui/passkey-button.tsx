"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button, type ButtonVariant } from "#app/_ui/button.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { showPasskey } from "../_lib/passkey.ts";
import { useFactorWords } from "./code-form.tsx";

type Props = { what: "sign-in" | "confirm"; onDone: () => void; variant?: ButtonVariant };

/** Signs in, or confirms, by a passkey. */
export function PasskeyButton({ what, onDone, variant = "secondary" }: Props) {
  const t = useTranslations("security.passkeys");
  const words = useFactorWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function ask() {
    setBusy(true);
    setProblem(undefined);
    const result = await showPasskey(what);
    if (result.ok) return onDone();
    setBusy(false);
    setProblem(words(result));
  }
  return (
    <div className="grid gap-3">
      {problem ? (
        <Banner tone="broken" role="alert">
          {problem}
        </Banner>
      ) : null}
      <Button
        type="button"
        variant={variant}
        disabled={busy}
        icon={busy ? <Spinner /> : <KeyRound aria-hidden className="size-4" />}
        onClick={() => void ask()}
      >
        {t(what === "sign-in" ? "signIn" : "confirm")}
      </Button>
    </div>
  );
}

/** Between two ways to do the same. */
export function Or() {
  const t = useTranslations("security.passkeys");
  return (
    <p className="flex items-center gap-3 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {t("or")}
    </p>
  );
}
