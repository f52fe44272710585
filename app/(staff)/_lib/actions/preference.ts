"use client";

import { trpc } from "../trpc.ts";

let off = false;

/** Whether single keys do nothing here: for whoever speaks to their machine. */
export const keysAreOff = (): boolean => off;

/** What the person at the page keeps with their account. */
export function knowKeys(on: boolean): void {
  off = !on;
}

export function switchKeys(on: boolean): Promise<unknown> {
  knowKeys(on);
  return trpc.views.savePreferences.mutate({ singleKeys: on });
}
