import { type ActionId, isChord, keysOf } from "./list.ts";

const ARIA: Record<string, string> = { Mod: "Control" };
const named = (key: string) => ARIA[key] ?? (key.length === 1 ? key.toUpperCase() : key);

/** The attributes of a button that does an action: which one, and for whoever cannot see the hint its key. */
export function does(id: ActionId): { "data-action": ActionId; "aria-keyshortcuts"?: string } {
  const keys = keysOf(id);
  if (keys === undefined || isChord(keys)) return { "data-action": id };
  return {
    "data-action": id,
    "aria-keyshortcuts": keys
      .split(/\+(?=.)/)
      .map(named)
      .join("+"),
  };
}
