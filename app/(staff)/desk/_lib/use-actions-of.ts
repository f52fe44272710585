"use client";

import { useEffect } from "react";
import { type ActionId, actionIds } from "#app/(staff)/_lib/actions/list.ts";
import { type ActionMap, runAction, useActions } from "#app/(staff)/_lib/actions/use-actions.ts";
import { openTicket } from "./use-desk-url.ts";

/** The ticket whose actions are on offer. */
let onScreen: string | undefined;
const LONGEST_MS = 5_000;

/** Does an action once the open ticket is the one on the screen; does nothing when it does not come there. */
function whenOnScreen(id: ActionId): void {
  const until = performance.now() + LONGEST_MS;
  const look = () => {
    if (onScreen === openTicket()) runAction(id);
    else if (performance.now() < until) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/**
 * Offers what can be done to the ticket on the screen. A key that comes while the next ticket is opened already, and not yet on
 * the screen, is meant for that one and waits for it.
 * @param number of the ticket on the screen, undefined while there is none
 */
export function useActionsOf(number: string | undefined, map: ActionMap): void {
  useEffect(() => {
    onScreen = number;
  });
  const entries = Object.entries(map) as [ActionId, ActionMap[ActionId]][];
  const guarded = ([id, act]: (typeof entries)[number]) =>
    [id, act && (() => (openTicket() === number ? act() : whenOnScreen(id)))] as const;
  useActions(Object.fromEntries(entries.map(guarded)));
}

const ofTickets = actionIds.filter((id) => /^(ticket|write)\./.test(id) && id !== "write.send");

/** Lets keys wait for a ticket that is being loaded, whatever it will offer. */
export function useActionsOfNext(loading: boolean): void {
  useActions(loading ? Object.fromEntries(ofTickets.map((id) => [id, () => whenOnScreen(id)])) : {});
}
