import type { ticketQueues } from "../schemas.ts";
import { builtInFilters, type ViewFilter } from "./schemas.ts";

/** What each of the queues holds. */
export const builtInViews: Record<(typeof ticketQueues)[number], ViewFilter> = builtInFilters;
