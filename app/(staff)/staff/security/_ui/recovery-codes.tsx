"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Banner } from "#app/_ui/surface.tsx";

/** The recovery codes, this once. Going on takes saying that they were kept. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const t = useTranslations("security.recovery");
  const [kept, setKept] = useState(false);
  const [copied, setCopied] = useState(false);
  const copy = () => {
    // Where the browser allows no copying, the codes can still be marked by hand.
    navigator.clipboard?.writeText(codes.join("\n")).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <div className="mt-3 grid gap-4">
      <Banner tone="wait" role="status" title={t("title")}>
        {t("intro")}
      </Banner>
      <ul className="grid grid-cols-2 gap-x-6 gap-y-2 rounded-md bg-sunken p-4 font-mono select-all sm:max-w-md">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="button" variant="secondary" onClick={copy}>
          {t(copied ? "copied" : "copy")}
        </Button>
        <Button type="button" variant="secondary" onClick={() => window.print()}>
          {t("print")}
        </Button>
      </div>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          checked={kept}
          onChange={(event) => setKept(event.target.checked)}
          className="size-5 accent-accent"
        />
        <span>{t("kept")}</span>
      </label>
      <div>
        <Button type="button" disabled={!kept} onClick={onDone}>
          {t("done")}
        </Button>
      </div>
    </div>
  );
}
