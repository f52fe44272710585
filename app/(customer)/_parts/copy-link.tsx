"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";

/** A link in a field that selects itself, with a button to copy it where the browser can. */
export function CopyLink({ link, label, copy, copied }: { link: string; label: string; copy: string; copied: string }) {
  const [done, setDone] = useState(false);
  return (
    <div className="flex flex-col gap-2 sm:flex-row">
      <input
        readOnly
        value={link}
        aria-label={label}
        onFocus={(event) => event.currentTarget.select()}
        className="h-11 w-full min-w-0 sm:flex-1 rounded-md border border-line-strong bg-sunken px-3 font-mono text-sm"
      />
      <Button
        type="button"
        variant="secondary"
        icon={done ? <Check aria-hidden className="size-4 text-ok" /> : <Copy aria-hidden className="size-4" />}
        onClick={() =>
          navigator.clipboard?.writeText(link).then(
            () => setDone(true),
            () => setDone(false),
          )
        }
      >
        <span aria-live="polite">{done ? copied : copy}</span>
      </Button>
    </div>
  );
}
