"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";

type Props = { id: string; text: string; label: string; copy: string; copied: string };

/** A text to take elsewhere: it selects itself, and a button copies it where the browser can. */
export function CopyText({ id, text, label, copy, copied }: Props) {
  const [done, setDone] = useState(false);
  return (
    <div className="grid gap-2">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <textarea
        id={id}
        readOnly
        rows={6}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
        className="field-sizing-content w-full rounded-md border border-line-strong bg-sunken px-3 py-2 text-sm"
      />
      <Button
        type="button"
        variant="secondary"
        className="justify-self-start"
        icon={done ? <Check aria-hidden className="size-4 text-ok" /> : <Copy aria-hidden className="size-4" />}
        onClick={() =>
          navigator.clipboard?.writeText(text).then(
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
