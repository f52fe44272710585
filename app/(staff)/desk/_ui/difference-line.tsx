"use client";

import { useTranslations } from "next-intl";
import type { Difference } from "../_lib/history.ts";
import { useFieldText } from "../_lib/use-field-text.ts";

/** One field, from what to what. */
export function DifferenceLine({ difference: { field, before, after } }: { difference: Difference }) {
  const words = useTranslations("work.history");
  const { name, value } = useFieldText();
  return (
    <p className="break-words text-muted">
      {name(field)}:{" "}
      {before === undefined ? null : (
        <>
          <span className="sr-only">{words("before")} </span>
          <del>{value(field, before)}</del> <span aria-hidden>→</span>{" "}
        </>
      )}
      {after === undefined ? null : (
        <>
          <span className="sr-only">{words("after")} </span>
          <ins className="text-text no-underline">{value(field, after)}</ins>
        </>
      )}
    </p>
  );
}
