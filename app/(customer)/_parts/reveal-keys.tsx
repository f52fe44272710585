"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { emptyForm, type FormAction } from "../_lib/form.ts";
import { KeptForm, type KeptFormLabels, Submit } from "./kept-form.tsx";

const MAX_ROWS = 8;

type Words = Record<"hint" | "show" | "shown" | "key" | "copy" | "copied", string>;
type Props = { action: FormAction; labels: KeptFormLabels; words: Words };

/** One deliberate click shows the keys; leaving the page hides them again. */
export function RevealKeys({ action, labels, words }: Props) {
  return (
    <KeptForm action={action} initial={emptyForm} labels={labels}>
      {({ state, pending }) => {
        const keys = Object.values(state.values);
        return keys.length > 0 ? (
          <div className="grid gap-3">
            <p role="status" className="text-sm text-muted">
              {words.shown}
            </p>
            {keys.map((key, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two keys may be the same text; they do not move
              <Key key={index} text={key} words={words} />
            ))}
          </div>
        ) : (
          <>
            <p className="mb-3 text-sm text-muted">{words.hint}</p>
            <span id="card-key">
              <Submit pending={pending}>{words.show}</Submit>
            </span>
          </>
        );
      }}
    </KeptForm>
  );
}

function Key({ text, words }: { text: string; words: Words }) {
  const [done, setDone] = useState(false);
  const copy = () =>
    navigator.clipboard?.writeText(text).then(
      () => setDone(true),
      () => setDone(false),
    );
  return (
    <div className="flex flex-col gap-2 sm:flex-row sm:items-start">
      <textarea
        readOnly
        rows={Math.min(MAX_ROWS, text.split("\n").length)}
        value={text}
        aria-label={words.key}
        onFocus={(event) => event.currentTarget.select()}
        className="block w-full min-w-0 flex-1 resize-none rounded-md border border-line-strong bg-sunken px-3 py-2.5 font-mono text-sm break-all"
      />
      <Button
        type="button"
        variant="secondary"
        icon={done ? <Check aria-hidden className="size-4 text-ok" /> : <Copy aria-hidden className="size-4" />}
        onClick={() => void copy()}
      >
        <span aria-live="polite">{done ? words.copied : words.copy}</span>
      </Button>
    </div>
  );
}
