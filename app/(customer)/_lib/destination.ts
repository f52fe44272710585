import type { Destination } from "#server/notifications/index.ts";
import { grant } from "./session.ts";

/** Lets this browser in to where a notice leads, and says where that is. Only in server actions and route handlers. */
export async function enter(destination: Destination): Promise<string> {
  if ("ticket" in destination) {
    await grant("tickets", destination.ticket);
    return `/t/${encodeURIComponent(destination.ticket)}`;
  }
  if ("diagnosis" in destination) {
    await grant("diagnoses", destination.diagnosis);
    return `/d/${encodeURIComponent(destination.diagnosis)}`;
  }
  return destination.order === null ? "/" : `/?order=${encodeURIComponent(destination.order)}`;
}
