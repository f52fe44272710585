"use client";

const KEY = "dz-single-keys";

/** Whether single keys do nothing here: for whoever speaks to their machine. Kept on the machine, since it is about its keyboard. */
export function keysAreOff(): boolean {
  try {
    return localStorage.getItem(KEY) === "off";
  } catch {
    return false;
  }
}

export function switchKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {
    // No storage: they stay on.
  }
}
