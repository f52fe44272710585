/**
 * Everything that can be done by a key, in one place: the keys, the palette, the help and the hints on buttons are all drawn from
 * it. A page says what an action does there (`use-actions.ts`); one that no page said anything for is not offered.
 */
type Definition = {
  /** One key, or two after another (`g i`). `Mod` is Ctrl, or ⌘ on a Mac. */
  keys?: string;
  group: "places" | "list" | "ticket" | "write";
};

const define = <T extends Record<string, Definition>>(actions: T) => actions;

export const actions = define({
  "palette.open": { keys: "Mod+k", group: "places" },
  "help.open": { keys: "?", group: "places" },
  "go.desk": { keys: "g i", group: "places" },
  "go.approvals": { keys: "g a", group: "places" },
  "go.money": { keys: "g m", group: "places" },
  "go.risk": { keys: "g r", group: "places" },
  "go.checklist": { keys: "g c", group: "places" },
  "go.manager": { keys: "g d", group: "places" },
  "go.settings": { keys: "g s", group: "places" },
  "go.calls": { keys: "g p", group: "places" },
  "go.macros": { keys: "g q", group: "places" },
  "go.notices": { keys: "g n", group: "places" },
  "go.incidents": { keys: "g t", group: "places" },

  "list.next": { keys: "j", group: "list" },
  "list.previous": { keys: "k", group: "list" },
  "list.open": { keys: "Enter", group: "list" },
  "list.back": { keys: "Escape", group: "list" },
  "list.search": { keys: "/", group: "list" },
  "list.filter": { keys: "f", group: "list" },
  "list.sort": { keys: "Shift+o", group: "list" },
  "list.save": { keys: "v", group: "list" },
  "list.reload": { keys: "t", group: "list" },
  "list.select": { keys: "x", group: "list" },
  "list.selectTo": { keys: "Shift+x", group: "list" },
  "list.selectAll": { keys: "* a", group: "list" },
  "list.selectNone": { keys: "* n", group: "list" },
  "list.bulk": { keys: "b", group: "list" },
  "list.undo": { keys: "u", group: "list" },
  "list.everything": { group: "list" },
  "list.results": { group: "list" },
  "list.clear": { group: "list" },
  "list.more": { group: "list" },
  "view.1": { keys: "1", group: "list" },
  "view.2": { keys: "2", group: "list" },
  "view.3": { keys: "3", group: "list" },
  "view.4": { keys: "4", group: "list" },
  "view.5": { keys: "5", group: "list" },
  "view.6": { keys: "6", group: "list" },
  "view.7": { keys: "7", group: "list" },
  "view.8": { keys: "8", group: "list" },
  "view.9": { keys: "9", group: "list" },

  "ticket.assign": { keys: "a", group: "ticket" },
  "ticket.resolve": { keys: "e", group: "ticket" },
  "ticket.snooze": { keys: "s", group: "ticket" },
  "ticket.wake": { keys: "z", group: "ticket" },
  "ticket.money": { keys: "m", group: "ticket" },
  "ticket.next": { keys: ".", group: "ticket" },
  "ticket.status": { keys: "Shift+s", group: "ticket" },
  "ticket.person": { keys: "Shift+a", group: "ticket" },
  "ticket.priority": { keys: "p", group: "ticket" },
  "ticket.cause": { keys: "Shift+c", group: "ticket" },
  "ticket.copy": { keys: "c", group: "ticket" },
  "ticket.link": { keys: "l", group: "ticket" },
  "ticket.tags": { keys: "Shift+l", group: "ticket" },
  "ticket.follow": { keys: "w", group: "ticket" },
  "ticket.relate": { keys: "Shift+m", group: "ticket" },
  "ticket.picture": { keys: "i", group: "ticket" },
  "ticket.history": { keys: "h", group: "ticket" },
  "ticket.clocks": { keys: "Shift+h", group: "ticket" },
  "ticket.gateway": { keys: "y", group: "ticket" },
  "ticket.renew": { group: "ticket" },

  "write.reply": { keys: "r", group: "write" },
  "write.note": { keys: "n", group: "write" },
  "write.macro": { keys: "q", group: "write" },
  // Heard by the field itself, wherever it is.
  "write.send": { keys: "Mod+Enter", group: "write" },
});

export type ActionId = keyof typeof actions;
export const actionIds = Object.keys(actions) as ActionId[];
export const groups = ["list", "ticket", "write", "places"] as const;

/** The keys of an action, as far as it has some. */
export const keysOf = (id: ActionId): string | undefined => (actions[id] as Definition).keys;
/** True for two keys that are pressed after another. */
export const isChord = (keys: string): boolean => keys.includes(" ");
