"use client";

import { Printer } from "lucide-react";
import { buttonClass } from "#app/_ui/button.tsx";

/** Prints the page; its sheet leaves out what paper has no use for. */
export function PrintButton({ label }: { label: string }) {
  return (
    <button
      type="button"
      className={buttonClass("secondary", "compact", "min-h-11 sm:min-h-9")}
      onClick={() => window.print()}
    >
      <Printer aria-hidden className="size-4" />
      {label}
    </button>
  );
}
