import { type ActionId, actionIds, keysOf } from "./list.ts";

/** Keys pressed to actions. Pure. */

export type Pressed = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "isComposing" | "keyCode"
>;

/** How long a first key waits for its second. */
export const CHORD_MS = 1_200;

/**
 * A key by the name that actions have it under: letters as they stand on a Latin keyboard whatever it writes now (a Chinese input
 * method says `Process`, other alphabets their own letters), and small whatever Caps Lock does.
 * @returns undefined for what belongs to an input method or to the browser
 */
export function nameOf(event: Pressed): string | undefined {
  // Safari sends the key that ends a composition after it ended, under this code.
  if (event.isComposing || event.keyCode === 229) return undefined;
  if (event.altKey) return undefined;
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : letterOf(event);
  const mod = event.ctrlKey || event.metaKey ? "Mod+" : "";
  if (letter !== undefined) return `${mod}${event.shiftKey ? "Shift+" : ""}${letter}`;
  return event.key === "Process" || event.key === "Dead" ? undefined : `${mod}${event.key}`;
}

function letterOf({ key, code }: Pressed): string | undefined {
  const other = key === "Process" || (key.length === 1 && /\p{L}/u.test(key));
  return other ? /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() : undefined;
}

const byKeys = new Map(
  actionIds.flatMap((id) => (keysOf(id) === undefined ? [] : [[keysOf(id) as string, id] as const])),
);
const firstKeys = new Set([...byKeys.keys()].flatMap((keys) => (keys.includes(" ") ? [keys.split(" ")[0]] : [])));

/**
 * What a key means after another.
 * @param first the key that waits for its second, if one does
 */
export function actionOf(first: string | undefined, name: string): { id?: ActionId; first?: string } {
  const chord = first === undefined ? undefined : byKeys.get(`${first} ${name}`);
  if (chord) return { id: chord };
  const id = byKeys.get(name);
  if (id) return { id };
  return firstKeys.has(name) ? { first: name } : {};
}

/** True for keys that speech input or a slip can press: those that may be switched off. */
export const isSingle = (keys: string): boolean => !keys.startsWith("Mod+") && keys !== "Escape" && keys !== "Enter";
