"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

const SHOWN_MS = 1_500;

/** Puts a text on the clipboard and says so in its own place. */
export function CopyButton({ text }: { text: string }) {
  const t = useTranslations("desk.ticket");
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), SHOWN_MS);
  };
  return (
    <button
      type="button"
      onClick={() => void copy().catch(() => setDone(false))}
      aria-label={done ? t("copied") : t("copy", { text })}
      className="inline-flex size-7 items-center justify-center rounded-md text-faint hover:bg-sunken hover:text-text"
    >
      {done ? <Check aria-hidden className="size-3.5 text-ok" /> : <Copy aria-hidden className="size-3.5" />}
    </button>
  );
}
