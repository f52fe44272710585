"use client";

import { CircleAlert } from "lucide-react";
import { useEffect, useRef } from "react";

type Props = {
  title: string;
  errors: { field: string; message: string }[];
  /** Changes with every answer, so that the summary takes the focus again. */
  turn: number;
};

/** Everything that was wrong, on top, with the focus, each linked to its field. */
export function ErrorSummary({ title, errors, turn }: Props) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is what moves the focus
  useEffect(() => {
    box.current?.focus();
  }, [turn]);
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      // For those without JavaScript; with it the effect above does the same.
      // biome-ignore lint/a11y/noAutofocus: what was wrong is what the person came back for
      autoFocus
      className="mb-6 flex gap-3 rounded-md border-2 border-broken bg-broken-soft px-4 py-3"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-broken" />
      <div>
        <p className="font-semibold text-broken">{title}</p>
        {errors.length > 0 ? (
          <ul className="mt-1 list-disc pl-5">
            {errors.map((error) => (
              <li key={error.field + error.message}>
                <a href={`#${error.field}`} className="text-broken underline underline-offset-2">
                  {error.message}
                </a>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  );
}
