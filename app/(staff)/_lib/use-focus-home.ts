"use client";

import { useEffect } from "react";
import { isCovered } from "./actions/covered.ts";

/** Marks the place that takes the focus when what had it is gone: the list of a console. */
export const FOCUS_HOME = "data-focus-home";
/** Within it, what takes the focus rather than the whole: the row that it was on last. */
export const FOCUS_PLACE = "data-focus-place";

/** Beyond one frame of the staff's pages: going to another part of them brings another. */
let byKeyboard = false;

/**
 * Whoever works by keyboard never loses their place: when what had the focus goes from the page, or gives it up, a named place
 * takes it. Whoever uses a pointer is left alone.
 */
export function useFocusHome(): void {
  useEffect(() => {
    let asked = 0;
    const look = () => {
      cancelAnimationFrame(asked);
      // A dialog that closes gives the focus back by itself first.
      asked = requestAnimationFrame(() => {
        asked = requestAnimationFrame(settle);
      });
    };
    const settle = () => {
      if (!byKeyboard || document.activeElement !== document.body || isCovered()) return;
      const homes = document.querySelectorAll<HTMLElement>(`[${FOCUS_HOME}]`);
      const home = [...homes].find((each) => each.offsetParent !== null) ?? document.getElementById("main");
      if (!home) return;
      const place = home.querySelector<HTMLElement>(`[${FOCUS_PLACE}]`);
      if (place) return place.focus({ preventScroll: true });
      if (home.tabIndex < 0 && !home.hasAttribute("tabindex")) home.tabIndex = -1;
      home.focus({ preventScroll: true });
    };
    const keyed = () => {
      byKeyboard = true;
      look();
    };
    const pointed = () => {
      byKeyboard = false;
    };
    const gone = new MutationObserver(() => {
      if (byKeyboard && document.activeElement === document.body) look();
    });
    window.addEventListener("keydown", keyed, true);
    window.addEventListener("keyup", look, true);
    window.addEventListener("focusout", look, true);
    window.addEventListener("pointerdown", pointed, true);
    gone.observe(document.body, { childList: true, subtree: true });
    if (byKeyboard) look();
    return () => {
      cancelAnimationFrame(asked);
      gone.disconnect();
      window.removeEventListener("keydown", keyed, true);
      window.removeEventListener("keyup", look, true);
      window.removeEventListener("focusout", look, true);
      window.removeEventListener("pointerdown", pointed, true);
    };
  }, []);
}
