"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { isCovered, isUncovering, whenUncovered } from "../_lib/actions/covered.ts";
import { actionOf, CHORD_MS, isSingle, nameOf } from "../_lib/actions/keys.ts";
import { type ActionId, keysOf } from "../_lib/actions/list.ts";
import { keysAreOff, knowKeys } from "../_lib/actions/preference.ts";
import { runAction, useActions } from "../_lib/actions/use-actions.ts";
import { SETTINGS } from "../_lib/places.ts";
import { FOCUS_HOME, useFocusHome } from "../_lib/use-focus-home.ts";
import { HelpOverlay } from "./help-overlay.tsx";
import { Palette } from "./palette.tsx";

const places: Partial<Record<ActionId, string>> = {
  "go.desk": "/desk",
  "go.approvals": "/desk/approvals",
  "go.money": "/money",
  "go.risk": "/risk",
  "go.checklist": "/checklist",
  "go.settings": SETTINGS,
  "go.calls": "/desk/calls",
  "go.notices": "/notices",
  "go.incidents": "/incidents",
  "go.macros": "/settings/macros",
};

/** Keys, palette and help of every page of the staff. */
export function Actions({ mayManage, singleKeys }: { mayManage: boolean; singleKeys: boolean }) {
  const router = useRouter();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const going = Object.entries({ ...places, ...(mayManage ? { "go.manager": "/manager" } : {}) });
  useActions({
    "palette.open": () => setPalette(true),
    "help.open": () => setHelp(true),
    ...Object.fromEntries(going.map(([id, href]) => [id, () => router.push(href)])),
  });
  useEffect(() => knowKeys(singleKeys), [singleKeys]);
  useActionKeys();
  useFocusHome();
  return (
    <>
      <Palette open={palette} onOpenChange={setPalette} />
      <HelpOverlay open={help} onOpenChange={setHelp} />
    </>
  );
}

/** Where letters are written, or chosen by. A box to tick takes none. */
const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit|range|file)$/.test(target.type)));
/** Enter belongs to what has the focus; the list itself, and the page, do nothing with it. */
const hasEnter = (target: EventTarget | null) =>
  target instanceof HTMLElement && target !== document.body && target.id !== "main" && !target.hasAttribute(FOCUS_HOME);

/** Presses a key where the focus is now. Into a field only what leaves it: letters cannot be written for somebody. */
function pressAgain({ key, code, ctrlKey, metaKey, shiftKey }: KeyboardEvent): void {
  const target = document.activeElement ?? document.body;
  if (typing(target) && key !== "Escape") return;
  const how = { key, code, ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true };
  target.dispatchEvent(new KeyboardEvent("keydown", how));
}

/** Keys pressed while a dialog fades, in their order: none overtakes another. */
const held: KeyboardEvent[] = [];

/** Keeps a key for the page below what is on its way out. @returns whether it is kept */
function hold(event: KeyboardEvent, name: string): boolean {
  if (!isUncovering() && (held.length === 0 || typing(event.target))) return false;
  event.preventDefault();
  // Who confirms twice means the dialog both times.
  if (name.endsWith("Enter")) return true;
  held.push(event);
  if (held.length === 1) whenUncovered(() => held.splice(0).forEach(pressAgain));
  return true;
}

/**
 * Runs an action for keys pressed anywhere but in a field or over an open dialog. What is pressed while a dialog fades is meant for
 * the page below, and waits until it has the focus again.
 */
function useActionKeys(): void {
  const first = useRef<{ name: string; at: number } | undefined>(undefined);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const name = event.defaultPrevented ? undefined : nameOf(event);
      if (name === undefined || hold(event, name) || isCovered()) return;
      const everywhere = name === "Mod+k";
      if (typing(event.target) && !everywhere) {
        // Out of a field, as out of everything: the list takes the focus.
        if (name === "Escape") (event.target as HTMLElement).blur();
        return;
      }
      if (event.repeat && name !== "j" && name !== "k") return;
      if (name === "Enter" && hasEnter(event.target)) return;
      const waiting = first.current && event.timeStamp - first.current.at < CHORD_MS ? first.current.name : undefined;
      const meant = actionOf(waiting, name);
      first.current = undefined;
      if (keysAreOff() && isSingle(meant.id ? (keysOf(meant.id) ?? "") : name)) return;
      // From when it was seen: a page that is behind has not answered it before.
      if (meant.first) first.current = { name: meant.first, at: performance.now() };
      if (meant.first || (meant.id && meant.id !== "write.send" && runAction(meant.id))) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
