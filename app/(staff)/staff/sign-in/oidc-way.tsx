"use client";

import { Building2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { postAuth } from "../../_lib/factor.ts";
import { useFactorWords } from "../../_ui/code-form.tsx";

/** Signing in by the company's own provider. @param name what the operator calls it @param next where to go then */
export function OidcWay({ name, next }: { name: string; next: string }) {
  const t = useTranslations("security.oidc");
  const words = useFactorWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function go() {
    setBusy(true);
    setProblem(undefined);
    const result = await postAuth<{ url: string }>("/oidc", { next });
    if (result.ok) return window.location.assign(result.body.url);
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
        variant="secondary"
        disabled={busy}
        icon={busy ? <Spinner /> : <Building2 aria-hidden className="size-4" />}
        onClick={() => void go()}
      >
        {t("signIn", { name })}
      </Button>
    </div>
  );
}

/** What is said when the provider sent somebody back who was not let in. */
export function OidcProblem() {
  const t = useTranslations("security.oidc");
  return (
    <Banner tone="broken" role="alert">
      {t("failed")}
    </Banner>
  );
}
