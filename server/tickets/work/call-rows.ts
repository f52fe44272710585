import type { callbackRequests } from "#db/schema/index.ts";
import type { Call } from "./schemas.ts";

export type CallRow = typeof callbackRequests.$inferSelect;

export function callView(row: CallRow): Call {
  const { id, number, shownPhone, state, takenById, takenByName, note, tries, version } = row;
  return {
    ...{ id, number, state, note, tries, version },
    phone: shownPhone,
    slotFrom: row.slotFrom.toISOString(),
    slotTo: row.slotTo.toISOString(),
    takenBy: takenById ? { id: takenById, name: takenByName ?? takenById } : null,
  };
}
