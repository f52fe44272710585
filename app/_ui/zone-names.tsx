"use client";

import { ClientOnly } from "./client-only.tsx";

/** The time zones that a text field with `list={id}` proposes; browsers and the server know different ones, so only in the browser. */
export function ZoneNames({ id }: { id: string }) {
  return (
    <ClientOnly>
      <datalist id={id}>
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </ClientOnly>
  );
}
