"use client";

/** Dialogs and menus that lie over the page. A word in the corner covers nothing, though it is a dialog by its role. */
const OVER = '[role="dialog"]:not([aria-modal="false"]), [role="alertdialog"]:not([aria-modal="false"]), [role="menu"]';
const LONGEST_MS = 1_000;

export const isCovered = (): boolean => document.querySelector(OVER) !== null;

/** True while what lies over the page is on its way out and nothing else does. */
export const isUncovering = (): boolean => {
  const over = [...document.querySelectorAll(OVER)];
  return over.length > 0 && over.every((each) => each.hasAttribute("data-closed"));
};

/** Runs `work` when what lies over the page is gone and has given the focus back. */
export function whenUncovered(work: () => void): void {
  const until = performance.now() + LONGEST_MS;
  const look = () => {
    if (isCovered() && performance.now() < until) requestAnimationFrame(look);
    else setTimeout(work, 0);
  };
  requestAnimationFrame(look);
}
