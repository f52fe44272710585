"use client";

import { Fragment } from "react";
import { Kbd } from "#app/_ui/surface.tsx";
import { type ActionId, keysOf } from "../_lib/actions/list.ts";

const shown: Record<string, string> = { Mod: "Ctrl/⌘", Escape: "Esc", Shift: "⇧" };
const show = (key: string) => shown[key] ?? key;

/** The keys of an action, as they are pressed. */
export function Keys({ id }: { id: ActionId }) {
  const keys = keysOf(id);
  if (keys === undefined) return null;
  return (
    <span className="inline-flex shrink-0 items-center gap-1">
      {keys.split(/[ +](?=.)/).map((key, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the keys of one action never change
        <Fragment key={i}>
          <Kbd>{show(key)}</Kbd>
        </Fragment>
      ))}
    </span>
  );
}

/** A key beside a button's words, where there is a keyboard to press it on. */
export function KeyHint({ id }: { id: ActionId }) {
  return (
    <span aria-hidden className="hidden lg:inline">
      <Keys id={id} />
    </span>
  );
}
