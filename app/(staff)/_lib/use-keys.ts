"use client";

import { useEffect, useRef } from "react";

export type KeyMap = Record<string, () => void>;

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Runs an action for a key pressed anywhere but in a field or over an open dialog. */
export function useKeys(map: KeyMap): void {
  const current = useRef(map);
  current.current = map;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (typing(event.target) || document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
      // Enter belongs to the link or button that has the focus.
      if (event.key === "Enter" && event.target instanceof HTMLElement && event.target !== document.body) return;
      const action = current.current[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
