"use client";

import { useEffect } from "react";
import { type ActionId, actionIds } from "#app/(staff)/_lib/actions/list.ts";
import { type ActionMap, runAction, useActions } from "#app/(staff)/_lib/actions/use-actions.ts";
import { openTicket } from "./use-desk-url.ts";

/** The ticket whose actions are on offer. */
let onScreen: string | null = null;
/** The ticket that a key which waited is meant for, while it is carried out: another may have been opened since. */
let meant: string | null | undefined;
const LONGEST_MS = 10_000;

const wanted = () => (meant === undefined ? openTicket() : meant);

/** Does an action once the ticket that it is meant for is on the screen; does nothing when it does not come there. */
function whenOnScreen(id: ActionId, number: string | null): void {
  if (number === null) return;
  const until = performance.now() + LONGEST_MS;
  const look = () => {
    if (onScreen === number) carryOut(id, number);
    else if (performance.now() < until) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

function carryOut(id: ActionId, number: string | null): void {
  meant = number;
  try {
    runAction(id);
  } finally {
    meant = undefined;
  }
}

/**
 * Offers what can be done to the ticket on the screen. A key that comes while the next ticket is opened already, and not yet on
 * the screen, is meant for that one and waits for it.
 * @param number of the ticket on the screen
 */
export function useActionsOf(number: string, map: ActionMap): void {
  const entries = Object.entries(map) as [ActionId, ActionMap[ActionId]][];
  const guarded = ([id, act]: (typeof entries)[number]) =>
    [id, act && (() => (wanted() === number ? act() : whenOnScreen(id, wanted())))] as const;
  useActions(Object.fromEntries(entries.map(guarded)));
}

/** Says that a ticket is on the screen: in the component around all that offers something of it, whose effects come last. */
export function useOnScreen(number: string): void {
  useEffect(() => {
    onScreen = number;
    return () => {
      onScreen = null;
    };
  }, [number]);
}

const ofTickets = actionIds.filter((id) => /^(ticket|write)\./.test(id) && id !== "write.send");

/** Lets keys wait for a ticket that is being loaded, whatever it will offer. */
export function useActionsOfNext(loading: boolean): void {
  useActions(loading ? Object.fromEntries(ofTickets.map((id) => [id, () => whenOnScreen(id, wanted())])) : {});
}
